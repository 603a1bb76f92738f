"""Existing entries: what another connector or a person posted, found and linked instead of posted again.

Finding is pure: nothing here reads a database or QuickBooks. Read `values` first (what is looked for and
what is proposed), `kinds` (which entries may be a document's), then what two of them are compared by,
`numbers`, `places`, `names` and `payers` (a payment by what it pays), `sides` (both sides made ready),
`evidence` (how one fits the other), `entry_index` (which are compared at all), `certainty` (when an
entry is certain), `phrases` (the same in words), and `matching`, which goes through them in order.
`styles` says what way of booking was found.
"""
