"""Existing entries: what another connector or a person posted, found and linked instead of posted again.

Nothing here writes to QuickBooks. Finding is pure. Read `values` first (what is looked for and what is
proposed), `kinds` (which entries may be a document's), `comparing` (how one fits the other), and `matching`,
which proposes each entry for one document. `styles` says what way of booking was found.

Then what becomes of it in the database: `proposals` (what a search found, as rows), `errors` (what is refused, and
why), `open_run` and `matches` (whether a document and an entry may be decided on), `found_links` (an entry as it was
found, as a link), `parties` (whom linked entries match), `linking` and `unlinking`, `deciding` (post it anyway, not
the same), `booking` (booked in another way), `naming` (an entry that a user names by its ID), and `decided` (what
runs read of all this).
"""
