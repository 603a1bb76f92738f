"""Permissions: who can see which company, and who is told of alerts.

Read `routes`, then `alert_routes` with `alert_form`.
"""
