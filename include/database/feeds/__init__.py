"""Feeds in the database: what arrives, how it is read, and the records that came of it.

Read `feeds` first (setting one up, and which company it feeds; `free_ids` for new ones), then `profiles`
(how its files are read; `activation` once one was tried), `arrivals` (storing what arrives, with `content`),
`reading` (from an arrival to records: `choosing` a profile, what came `earlier`, the `first_file` of a profile, what `snapshots` lack,
`keeping` records, their `balance`; `deciding` is what a person says about one that waits),
`stored_records` and `people` (reading them back), `routes` (which company a record belongs to) and
`shelves` (what the engine reads). `uploaders` tells whose file a run follows. For the inbox, `waiting` has what is to be done, and `trouble` what
can't be. `secrets` are what calls are signed with, `calls` stores them, and `wakes` has those that are
only a reason to look; `query_cursors` is how far a database was read. `dropping` removes
the bytes of what arrived long ago.
"""
