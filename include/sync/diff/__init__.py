"""Diff: CORE's records are compared with what was last synced; the result is the planned changes.

Read `diff` first (the task), then `plan` (one record after the other), `readiness` (whether a record
can be posted yet), `compare` (fingerprints, vectorized) and `decide` (what happens to one document).
`guards` and `cleared_status` hold what touches closed periods, inactive accounts or the bank.
`item_overrides` has choices for single items; `undo` plans the undo of a run; `preview_required`
makes sure that what voids, reposts or undoes was previewed first.
"""
