"""Calls to QuickBooks Online.

Read `transport` first (one exchange), then `calls` (which are repeated), `batch` (thirty writes at a
time), `limiter`, `query`, `faults` and `fault_table` (what each error means), `exact_json` (amounts
are never floats), and `oauth`, `tokens` and `access` (sign-in). `settings` says how to reach it.
"""
