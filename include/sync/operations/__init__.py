"""Operations: intended writes, one row of the database each.

Read `operations` first (one write of a document, its wave and its request ID), then `parties`
(customers and vendors), `lists` (products and classes) and `posting_lines` (how the posting log
names a write).
"""
