"""CORE's REST API.

Read `rest_source` first (the source), then `transactions`, `people_lists` and `billing_logs` (the
records), `calls` (for one record or a list), `client` (one call: paced, repeated where that helps),
`paging` (a whole list), `rate_limit`, `answers` (what CORE's answers look like) and `secret` (the API
key stays out of logs). `webhooks` has CORE call when something changes.
"""
