"""Signing in to QuickBooks Online.

Read `tokens` first (what a company is signed in with), then `oauth` (how tokens are got and renewed) and
`access` (the token that a call uses).
"""
