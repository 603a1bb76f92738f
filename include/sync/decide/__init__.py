"""Deciding: what each record needs in QuickBooks, by pure functions over values.

Nothing here reads or writes the database, CORE or QuickBooks. Read `facts` first (what is decided on),
then `rules` (what the run may do), `changes` and `record_plan` (what is decided), `found` (an entry of someone else as a document), `readiness` (whether
a record posts yet), `compare` and `decide` (document by document), `differences` (how an entry differs
from what was posted), `relink` (entries with the CoreBooks
tag that weren't tracked), `questions` (what only QuickBooks can tell), `guards` (closed periods, lists,
the bank), `paid_by_others`, `settled` (what is paid, deposited or printed), `existing_entries` (what is
there already), `decisions` and `booked` (what users said of that), `additions` (what bookkeepers set on entries), `undo`, and `planning`, which goes through them in order.
`look` decides whether a scheduled look starts a run at all.
"""
