"""Auto-sync & approvals: what syncs automatically, and who must approve.

Read `routes` first, then `form`.
"""
