"""A company moves to another QuickBooks, such as from Desktop to Online, and goes on with its links.

The company keeps its company ID, so tags, history, options and audit trail go on. Read `starting` first (nothing
is posted from then on, and what CoreBooks has is listed and read), with `needed` (what that is), then `looking` (what it is in the new QuickBooks) with
`matching` (entries) and `names` (customers, vendors, accounts ...), `choosing` (what a person must say), `proof` and `proving` (both
sides by month and account), `switching` with `rekeying` (links, matches and options get the new IDs), `rest_of_switch` (everything that isn't a link), and
`going_back`. `refusals` says why a step can't be done; `steps` finds the move.
"""
