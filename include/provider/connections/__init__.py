"""Connections: from an Airflow connection to an open source or gateway.

Read `opening` first, then `sources` (whether a stream comes by a CORE connection or by import),
`company_form` (what is asked of a company to connect, by a page or a command),
`company_ids` (made from names), `connecting` (connecting and disconnecting a company), `moving` (connecting the one that a company moves to), `vault` (where tokens are stored), `online_state` and
`desktop_state` (the status of each connection), `check` (asking both sides now), `keepalive` (the daily
check), `unmet_needs` (workflows that can't post with this QuickBooks), `core_history` (what CORE has since a day), `quickbooks_history` (what QuickBooks has since a day), `hooks` (Airflow's Test button) `core_webhooks` (having CORE call) and `listed` (the connections that Airflow lists).
"""
