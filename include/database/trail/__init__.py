"""How the audit trail proves itself: what is recorded of rows, the keys, checkpoints, exports.

Read `verify_offline` first: the formats, and all that can be verified without CoreBooks. Then
`recording` (what a transaction changed becomes events), `events` (the keyed chain), `trail_keys`,
`rows` (rows as the trail has them), `examination` (Verify), `append_only` (triggers of the database),
`checkpoints`, `export` (for auditors) and `baseline` (for migrations).
"""
