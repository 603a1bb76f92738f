"""Alerts: who is told what needs a person, by mail, Slack or a webhook.

Read `look` first (what needs a person now, kept in the database), then `findings`, `connections`,
`imports` and `reads` (how each kind is found), `messages` (how it is worded), `delivery` with `webhook` and `slack` (how it leaves, by
Airflow's notifiers), and `notifiers` with `at_once` (what tasks tell right when it happens).
"""
