"""Backups of the CoreBooks database: one file with everything in it but the keys.

Read `manifest` first (what a backup says of itself), then `archive` (the file), `copies` with
`sqlite_copy` and `postgresql_copy` (the database's own copy), `making` and `restoring`.
"""
