"""What all pages share.

Read `pages` first (from a template to a page), then `access` (who is signed in and what they may
do), `visits` (who was here), `csrf` and `event_log` (changes come from our own pages and are in
Airflow's event log), `company_context` (the company in the address; `company_choice` is a field for one), `errors` and `bounds` (what holds
for every request, whatever becomes of it; `senders` counts those on their way, and
`once_a_minute` bounds what is done for them). `airflow_runs` and
`airflow_connections` reach Airflow, `live_lists` and `entry_links` QuickBooks, `company_tax` has its sales tax. `airflow_acts` notes who changes DAG runs in Airflow, by what
`airflow_requests` reads. `facts` are at the top of every page of a company. `status_words` names statuses, `schedules` says auto-sync's times, `fields` reads forms, `exports` writes CSV and
Excel files.
"""
