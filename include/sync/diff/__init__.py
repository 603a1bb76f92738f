"""Diff: CORE's records are compared with what was last synced; the result is the planned changes.

Read `diff` first (the task), then `plan` (all records of a run), `entries_of_record` (one record's
documents, by its template), `readiness` (whether a record can post yet), `compare` (fingerprints,
vectorized) and `decide` (what happens to one document). `guards` and `cleared_status` put on hold
what touches closed periods, inactive accounts or the bank. `item_overrides` has choices for single
items; `undo` plans the undo of a run; `preview_required` makes sure that a void, a repost or an
undo was previewed first. `summary` has a plan's figures, log lines and holds.
"""
