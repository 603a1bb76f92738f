"""Integrations: connections to CORE and QuickBooks.

Read `routes` first; what they check and show of a connection is in `include.provider.connections`.
`online_routes` is the sign-in at QuickBooks Online, `refusals` why one connected nothing; `desktop_routes` and `desktop_address` connect a
company file; `web_connector_route` is what its PC calls, and `web_connector_body` what is read of a call.
`webhook_route` is what Intuit calls when entries change, and `webhook_notes` what is kept of its calls.
`push_route` is what others call with rows or files for a source, and `push_notes` what is told of rejected calls.
`calls_of_others` is what all of these addresses share.
"""
