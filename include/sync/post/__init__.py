"""Post: the planned changes are sent to QuickBooks, parties first, then documents, then payments.

Read `post` first (the task), then `match_names`, `names` and `manual_matches` (which customer or
vendor is meant), `response_batches` (responses recorded as they arrive) and `edit_conflicts`
(entries that someone edited between plan and post).
"""
