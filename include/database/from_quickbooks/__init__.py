"""What QuickBooks told, kept so that it needn't be asked again.

Read `catalogue` first (the lists as pages show them), then `kept_lists` (QuickBooks Online's own, kept current
by what changed), `entry_counts` (what it had before the first entry posted), `metered_reads` (how often it was asked) and `webhooks_seen` (whether Intuit reports edits).
"""
