"""Existing entries: what another connector or a person posted, found and linked instead of posted again.

Nothing here writes to QuickBooks. Finding is pure. Read `values` first (what is looked for and
what is proposed), `kinds` (which entries may be a document's), then what two of them are compared by,
`numbers`, `places`, `names` and `payers` (a payment by what it pays), `sides` (both sides made ready),
`evidence` (how one fits the other), `entry_index` (which are compared at all), `certainty` (when an
entry is certain), `phrases` (the same in words), and `matching`, which goes through them in order.
`styles` says what way of booking was found.

Then what becomes of it in the database: `proposals` (what a search found, as rows), `errors` (what is refused, and
why), `decisions` (one document's row, and whether it may be decided), `found_links` (an entry as it was found, as a
link), `linking` and `unlinking`, `parties` (whom linked entries match), `deciding` (what else a user may say: post it
anyway, not the same, booked in another way), `naming` (an entry that a user names by its ID), and `decided` (what
runs read of all this).
"""
