"""Extract: what changed in CORE is read into the database.

Read `extract` first (what is read, and how far), then `window` (by what a look knows whether CORE has
more), `deletions` (what CORE no longer has), `store_records` (one record and its place on the list of
records to sync), `listing` (what pages show and search of a record) and `look_facts` (what the database
has when the schedule looks).
"""
