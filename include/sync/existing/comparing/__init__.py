"""Comparing documents with entries: pure functions over values, nothing read from anywhere.

Read what two of them are compared by first, `numbers`, `names` and `places`, then `sides` (both sides made
ready), `payers` (a payment by what it pays), `evidence` (how one fits the other, and what that weighs),
`entry_index` (which are compared at all), `pairs` (how far a pair is ahead of all others), `in_step` (amounts
that come again), `habits` (how the other hand books), `certainty` (when an entry is a document's for certain), and `phrases` (the same in words).
"""
