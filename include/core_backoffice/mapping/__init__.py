"""Mapping: from the rows of anybody's file to canonical records, as a profile says.

Read `profile` first (what a profile is).
"""
