"""History: the lists of runs and changes, and the audit trail in words.

Read `routes`, `filters` and `exported` first (runs, changes and the audit trail, each as a list), then
`trail_routes` (the trail's own pages) and `trail_state` (whether it verifies). Its events in words: `sentences`
(one or several as a sentence) puts together what `entry_sentences`, `existing_sentences`, `setting_sentences`, `run_sentences`,
`month_sentences` and `source_sentences` say, from `pieces` and `things` (the links); `event_fields` is the table that an event unfolds to.
"""
