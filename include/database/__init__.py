"""CoreBooks' own database: what CORE has, what is in QuickBooks, and how it got there.

Read `engine` first (opening it, and its two kinds of transactions), `upserts` (rows that two
transactions store at once), `unavailable` (when it can't be used) and `alone` (what only one process
does at a time, without a transaction), `currencies` (what a company's amounts are in), then `tables`, `statuses` (and
their words, `status_words`) and `stored` (what columns keep as JSON).
`setup` is what people set up, and who they are; `from_quickbooks` what QuickBooks needn't be asked again;
`feeds` what arrives in files, mails, queries and calls; `acts` what people did to runs in Airflow, `approvals` what was approved, `record_notes` what people note
about records on hold, and `cleared_warnings` what people looked at; `alerts` what calls a person;
`audit` and `trail` are the audit trail, `lease` the lock on a company, `keys` what secrets are sealed with;
`reads` has what pages show; `months` ends months, and `proof` makes their proof packs; `migrate` and `migrations` bring the tables up to date, `grants`
says who may do what with them, `backup` makes and restores copies, and `retention` removes what is old.
"""
