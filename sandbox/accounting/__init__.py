"""What every QuickBooks sandbox has: the lists it starts with, a double-entry ledger, its reports, its pages."""
