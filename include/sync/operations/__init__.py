"""Operations: intended writes, one row of the database each.

Read `operations` first (one write of a document, its wave and its request ID), then `parties`
(customers and vendors) with `chosen_names` (what they are called in QuickBooks), `lists` (products
and classes), `plan_words` (what planned changes do, for a button), `plan_digest` (what an approval is
bound to), `posting_lines` (how the posting log names a write), and `after_restore` (what may not go on after
a backup was restored).
"""
