"""The pages that Airflow shows under "QuickBooks": a folder for each page, templates beside its code.

Read `plugin` first (what Airflow loads) and `app` (every route), then `frame` (what all pages share: sign-in, CSRF, the layout), then
the page you need: `overview`, `transactions`, `billing`, `imports` (files and other sources), `attention`, `existing` (what QuickBooks had before), `names`, `runs` (one run), `history` (runs, changes and the audit trail),
`months` (month end), `tie_out` (any period), `workflows` (templates and options), `automation` (Auto-sync & approvals), `permissions`
(who can see which company, who is told of alerts) `integrations` (connections) or `moving` (a company to another QuickBooks). `saved_filters` are the visitor's own, of any list. `health` is for load balancers. In each folder `routes` (or `*_routes`) has the addresses.
"""
