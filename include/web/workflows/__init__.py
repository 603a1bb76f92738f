"""Workflows: templates, their options, preview and run.

Read `routes` first (a template step by step, then running it), then `desk` (what every step works
with), `options_routes` and `options_page` (the form and what is around it), `form` (made from a
template's options), `saving`, `versions` (the options in effect and before), `example` (how one
real record would post), and `start_routes`, `start` and `start_reading` (what a start date would post).
"""
