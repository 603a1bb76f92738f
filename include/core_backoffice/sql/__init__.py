"""The door SQL: queries of a source, and their rows as JSON lines. No I/O, and no database.

Read `statements` first (what may be asked, and how a value is bound), then `settings` (what a source has), `watermarks`
(from where a query reads on) and `rows` (what is written of an answer).
"""
