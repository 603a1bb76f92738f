"""Post: the planned changes are sent to QuickBooks: lists, customers and vendors, then documents.

Read `post` first (the task), then `approved` (what may be sent), `approved_tax` (whether
its tax is still what was approved), `prerequisites` (what a change depends on), `match_names`,
`match_lists`, `name_index`, `names` and `manual_matches` (which customer, vendor, product or class
an operation means), `name_updates` (what it is called there), `unavailable_names` (those
merged or made inactive since), `name_holds` (what to do about them), `put_on_hold`, `sending` (the requests) with `payment_rounding` (payments of invoices with tax), `response_batches` (responses stored
as they arrive) and `edit_conflicts` (entries that were edited between plan and post).
"""
