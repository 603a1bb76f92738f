"""Integrations: connections to CORE and QuickBooks.

Read `routes` first, then `form`, `connections` (how each connection is) and `check` (testing one).
`online_routes` is the sign-in at QuickBooks Online; `desktop_routes`, `desktop_address` and
`desktop_state` connect a company file; `web_connector_route` is what its PC calls, and
`web_connector_body` what is read of a call.
"""
