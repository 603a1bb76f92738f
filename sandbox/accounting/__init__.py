"""What every QuickBooks sandbox keeps its books with: a double-entry ledger and its reports."""
