"""Agent billing: the agents who are billed, and one agent's statements.

Read `routes`, then `exported` (the list as a file).
"""
