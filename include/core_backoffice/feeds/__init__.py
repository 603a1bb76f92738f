"""Feeds: what doors other than an API deliver, kept as canonical records, as a source for the engine.

Read `doors` first (how things arrive), then `shelf` (what is kept, and how it is asked for).
`trial` shows what a file
would come to before anything of it is kept.
"""
