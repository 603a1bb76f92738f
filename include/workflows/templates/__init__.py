"""The templates: one module each, holding `TEMPLATE`. A new template is a new module here.

Read `expenses_via_bills` first: its options, its function from a record to entries, its `TEMPLATE`.
"""
