"""Verify: what was written is read back, the run is closed, and CORE is tied out to QuickBooks.

Read `verify` first (the task), then `rates_again` (tax codes' rates, where they may have changed), `kept_differences` (what it finds stays), `report` (what a run
came to), `entries_now` (what QuickBooks has of entries), `tie_out` (a period's entries in CORE beside
QuickBooks), `tie_out_findings` (what it finds stays), `month_figures` (a month's accounts) and
`month_tie_out` (what is found stays with the month).
"""
