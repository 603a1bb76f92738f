"""The proof pack of a month: one ZIP that people can read and anybody can verify without CoreBooks.

Read `pack` first (what is in it), then `gathered` (what is read for it, in one state of the database),
`tree_proofs` (that an event is in the audit trail), `tables` (its lists) and `month_pdf` (for people). The
verifier is `include.database.trail.verify_offline`.

A pack has no time of its own: made twice of the same month, it is the same, byte for byte.
"""
