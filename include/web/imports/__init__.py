"""Imports: sources other than CORE's API, what arrived at them, and how it is read.

Read `desk` first (what every page works with), then `routes` (the list, its files, CoreBooks' own workbook).
`upload_routes` takes a file; `mapping_routes` is the page on which an import profile is made of one:
`mapping_form` is its form, `mapping_fields` what it offers, `preview` what would come of it.
`file_routes` is one import's page and the viewer of its rows, `opened_files` opens what arrived. `source_routes` and `source_form`
set up a source; `query_fields` has what the form has of a database. `filters`, `exported` and `doors` serve the list.
"""
