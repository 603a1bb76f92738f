"""What the pages show, read from the database: one module per page.

Each function takes a session or the database and returns frozen dataclasses. Nothing here writes,
and nothing reaches CORE or QuickBooks. `companies` comes first: every page works with its view of
the company in the address.
"""
