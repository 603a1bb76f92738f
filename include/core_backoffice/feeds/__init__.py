"""Feeds: what doors other than an API deliver, kept as canonical records, as a source for the engine.

Read `doors` first (how things arrive), then `shelf` (what is kept, and how it is asked for).
"""
