"""Tie-out: CORE beside QuickBooks, per month and account. Read `routes`."""
