"""Diff: CORE's records are compared with what was last synced; the result is the planned changes.

Read `diff` first (the task), then `plan` (all records of a run), `read_records` (what is decided on)
and `item_overrides` (choices for single items), `ask` (what only QuickBooks can tell), `known` (what
the database knows of that), `store_plan`
and `store_linkings` (what was decided, as rows). Deciding itself is `include.sync.decide`. `read_undo` reads a run that is
to be undone, `preview_required` makes sure that a void, a repost or an undo was previewed first.
`find_existing` is a run that only searches QuickBooks, by `other_amounts` too, and links
`named_entries`. `new_link` is the row of an entry that is tracked without a write, `stray_entries` are those with a CoreBooks tag that
no record asks for. `summary` has a plan's figures, log lines and holds.
"""
