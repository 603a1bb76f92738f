"""Feeds in the database: what arrives, how it is read, and the records that came of it.

Read `feeds` first (setting one up, and which company it feeds), then `profiles` (how its files are
read), `arrivals` (storing what arrives, with `content`), `reading` (from an arrival to records: `choosing`
a profile, what came `earlier`, what `snapshots` lack, `keeping` records, their `balance`), `stored_records`
and `people` (reading them back), `routes` (which company a record belongs to) and `shelves` (what the
engine reads). For the inbox, `waiting` has what is to be done, and `trouble` what can't be.
`secrets` are what calls are signed with, `calls` stores them; `query_cursors` is how far a database was read.
"""
