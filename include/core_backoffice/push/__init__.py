"""The door push: calls that others make, each signed with a secret of its feed. No I/O.

Read `signatures` first (who called, by either dialect), then `bodies` (what a call may carry, and what it is called).
"""
