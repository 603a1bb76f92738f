"""From CORE's rows to checked records: everything balances to the cent, or the record goes on hold.

Read `reading` first (agents, vendors, transactions), then `disbursement` and `totals` (a commission
list against CORE's own totals, with `figures`), and `billing_reading` and `billing_checks` (statements). `close_date` is the day of a
transaction; `known_fields` has what can be read of a row that can't be used.
"""
