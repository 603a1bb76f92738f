"""Entries that QuickBooks had before CoreBooks: found, linked to CORE's records, or left alone.

Nothing here writes to QuickBooks. Read `values` first (what is looked for and what is proposed), then `kinds`
(which entries may be a document's), `comparing` (how one fits the other) and `matching` (which is proposed
for which). Then `errors` (what is refused, and why), `linking` (an entry becomes a document's, as it was
found) and `unlinking`, `deciding` (what else a user may say: post it anyway, not the same, booked in another
way) and `naming` (an entry that a user names by its ID).
"""
