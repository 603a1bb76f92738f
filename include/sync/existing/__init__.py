"""Entries that QuickBooks had before CoreBooks: found, linked to CORE's records, or left alone.

Nothing here writes to QuickBooks. Read `errors` first (what is refused, and why), then `linking` (an entry
becomes a document's, as it was found) and `unlinking`, `deciding` (what else a user may say: post it anyway,
not the same, booked in another way) and `naming` (an entry that a user names by its ID).
"""
