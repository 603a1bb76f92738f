"""Canonical records: what every door delivers, whatever its files, mails or databases look like.

Read `rows` first (the records), then `schema` (the same as tables, for people and other programs),
`deals` and `statements` (from canonical records to what the engine syncs, checked to the cent).
`judging` tells whether a record would go on hold. `payees` finds who a row names, `items` and
`shares` read commission items, `sides` has the gross by side, `payment_parts` takes payments apart,
and `places` names file, sheet and rows.
"""
