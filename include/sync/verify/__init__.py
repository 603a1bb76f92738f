"""Verify: what was written is read back, the run is closed, and CORE is tied out to QuickBooks.

Read `verify` first (the task), then `kept_differences` (what it finds stays), `report` (what a run
came to), `tie_out` (a period's entries in CORE beside QuickBooks) and `tie_out_findings` (what it
finds stays).
"""
