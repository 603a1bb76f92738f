"""Calls to QuickBooks Online.

Read `transport` first (one exchange), then `calls` (which are repeated), `metering` (which Intuit counts), `whole_answers` (what is an
answer in full), `reader`, `query` and `changes` (pages, and what changed), `batch` and `write_answers`
(thirty writes at a time, and what each response says), `limiter`, `exact_json` (amounts are never
floats), `error_codes` and `sign_in`. `settings` has the addresses and credentials.
"""
