"""Imports: sources other than CORE's API, what arrived at them, and how it is read.

Read `desk` first (what every page works with), then `routes` (the list, its files, CoreBooks' own workbook;
`filters` and `exported` serve it). `upload_routes` takes a file, whose source
`upload_source` finds. `mapping_routes` is the page on which an
import profile is made of one: `profile_start` is what it begins with, `mapping_form` its form (with
`mapping_text`, and `sent_tables` for what a browser sends), `mapping_fields` what it offers,
`mapping_view` how it is drawn, `file_columns` the file's
own columns, `preview` what would come of it. `file_routes` is one import's page and the viewer of its
rows (`file_rows`), `opened_files` opens what arrived, and `origin` shows other pages where a record came
from. `source_routes` and `source_form` set up a source: `doors` and `routed_by` in words, `query_fields` of
a database, `source_secrets` of calls. `unplaced_routes` is what arrived and belongs to no record.
"""
