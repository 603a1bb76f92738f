"""Extract: what changed in CORE is read into the database.

Read `extract` first (what is read, and how far), then `deletions` (what CORE no longer has),
`store_records` (one record and its place on the list of records to sync) and `listing` (what pages
show and search of a record).
"""
