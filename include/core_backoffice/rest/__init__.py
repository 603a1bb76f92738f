"""CORE's REST API.

Read `rest_source` first (the source), then `calls`, `people_lists` and `billing_logs` (the
calls), `client` (one call: paced, repeated where that helps), `rate_limit`, `answers` (what CORE's
answers look like) and `secret` (the API key stays out of logs).
"""
