"""A small QuickBooks Online company to run against: its API, its login, its books and its pages."""
