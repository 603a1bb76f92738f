"""Calls to QuickBooks Online.

Read `transport` first (one exchange), then `calls` (which are repeated), `reader` and `query` (pages
and changes), `batch` (thirty writes at a time), `limiter`, `faults`, `fault_table` and
`fault_translation` (what each error means), `exact_json` (amounts are never floats), and `oauth`,
`tokens` and `access` (sign-in). `settings` has the addresses and credentials.
"""
