"""Agent billing: what agents were billed and paid, and what QuickBooks has of it.

Read `routes` first, then `agents` (the list) and `log` (one agent's statements).
"""
