"""Existing entries: what QuickBooks had before CoreBooks, linked to CORE's records or decided about otherwise.

Read `asked` first (what the page is narrowed to), then `sides` (CORE and QuickBooks side by side), `booking` (how
the entries were booked, and which template fits), `page` (the page itself), `routes` (finding, linking, deciding, and
undoing it), `exported` (the list as a file), `kinds` and `of_record` (linking by hand, on the page of a transaction or an
agent's statements) and `first_run` (asked before the first run of a workflow).
"""
