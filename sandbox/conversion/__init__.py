"""Intuit's conversion of a company file into a company of QuickBooks Online, between both sandboxes.

Read `converting` first, then `lists` and `entries` (what each becomes), `made` (what was made of what) and
`limits` (what Intuit refuses to convert). `copying` moves an Online company into another one, without a map.
"""
