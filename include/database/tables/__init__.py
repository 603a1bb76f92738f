"""The tables. Amounts are integer cents, moments UTC, IDs of CORE and QuickBooks text."""
