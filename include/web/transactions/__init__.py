"""Transactions: the list, and one transaction.

Read `list_routes` and `listing` first, then `detail_routes`, `detail` (disbursement, entries,
history) and `items` (how co-broke and pre-commission items post).
"""
