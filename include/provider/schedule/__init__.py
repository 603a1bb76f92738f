"""Auto-sync: whose schedule has come, and what a look finds and starts.

Read `auto_sync` first (whose schedule has come, and the runs it announces; `woken`, whose CORE called), then `looks` with
`lists_of_changes` and `look_results` (what a look finds, and starts), and `beats` (when the schedule's jobs
last worked).
"""
