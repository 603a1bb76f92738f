"""Needs attention: records on hold, by cause, each with the runs that help.

Read `routes` first, then `on_hold` (a record's card), `unavailable_options` (options that name an
account, product or class that QuickBooks no longer has) and `exported` (the list as a file).
"""
