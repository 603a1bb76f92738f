"""Mapping: from the rows of anybody's file to canonical records, as a profile says.

Read `profile` first (what a profile is), then `yaml_files` (a profile as one file; `profile_faults` is
what is wrong with one), `ready` (profiles for known products) and `own_layout` (CoreBooks' own workbook,
with `own_examples` as its rows).
"""
