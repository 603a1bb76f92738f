"""Mapping: from the rows of anybody's file to canonical records, as a profile says.

Read `profile` first (what a profile is), then `apply` (a file read by one), and `trial` and `preview` (what
it would take and hold; of a long file's beginning by `cut_sheets`). `fingerprint` finds the profile that
fits a file, `suggest` proposes one. `yaml_files` is a profile as one file (`profile_faults` what is wrong
with one), `ready` has profiles for known products, and `own_layout` CoreBooks' own workbook, with
`own_examples` as its rows.

`apply` stands on `tables` and `columns` (a profile's tables in a file's sheets), `keys` and `identity`
(which record a row is of), `scan` (passes over all rows), and `record` (one record of its rows, or what is
held in its place). A record is made by `deal_rows` with `items`, `statement_rows` or `person_rows`, of
`fields` that `merging` reads; `row` reads one row's cells by `values`, `persons` whom it names,
`same_people` names a person alike in all of a deal's items, `deletions` are rows that say that their
record is gone, and `problems` words what is wrong.
"""
