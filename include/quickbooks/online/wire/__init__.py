"""Calls to QuickBooks Online.

Read `transport` first (one exchange), then `calls` (which are repeated), `whole_answers` (what is an
answer in full), `reader`, `query` and `changes` (pages, and what changed), `batch` and `write_answers`
(thirty writes at a time, and what each response says), `limiter`, `faults`, `fault_table`, `fault_row`,
`company_faults`, `record_faults`, `fault_translation` and `plain_text` (what each error means, in which
words), `exact_json` (amounts are never floats), and `oauth`, `tokens` and `access` (sign-in).
`settings` has the addresses and credentials.
"""
