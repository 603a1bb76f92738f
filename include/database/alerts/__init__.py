"""What calls a person, and where it is told.

Read `kinds` first, then `open_alerts` (what stands, and what is due to be told), `channels` (where it is told)
and `heartbeats` (when the schedule's jobs last worked).
"""
