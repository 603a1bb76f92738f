"""What a run is: company, workflow, mode and records.

Read `opening` first (the first task opens a run), then `run` (what its tasks share), `authors` (whose
run it is; `imports` for those that follow an import), `asked_for` (from when
on what QuickBooks told another run counts), `taking_over` (tasks that somebody else cleared), `open_runs` (runs before it), `moving` (none works while the company moves, or is rebuilt), `mode` (what
a run can be for),
`seen_previews` (who saw which planned changes), `records_to_sync` (the records it works on), `setups`
(the options that apply to each record), `posting_log` (how a run tells an auditor what it did) and
`errors` (why a run can't start).
"""
