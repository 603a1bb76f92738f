"""Transactions: the list, and one transaction.

Read `filters` (what the list is narrowed to), `listed` (what it says of each) and `list_routes` first,
then `detail_routes` and `items` (how co-broke and pre-commission items post).
"""
