"""Feeds: what doors other than an API deliver, kept as canonical records, as a source for the engine.

Read `doors` first (how things arrive), then `shelf` (what is kept, and how it is asked for) and
`feed_source` (the source of it), with `billing` (statements), `listed_people` (agents and vendors) and
`held` (rows that can't be used). `patterns` has names by pattern, for doors.
"""
