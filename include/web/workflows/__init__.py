"""Workflows: templates, their options, preview and run.

Read `routes` first, then `form` (a form made from a template's options), `versions` (the options in
use and before) and `example` (one real record under the chosen options).
"""
