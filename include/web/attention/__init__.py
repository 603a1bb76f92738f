"""Needs attention: records on hold, by cause, each with the ways out.

Read `routes` first, then `on_hold` (the list) and `unavailable_options` (options that name an
account, product or class that QuickBooks no longer has).
"""
