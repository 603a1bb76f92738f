"""QuickBooks Online: one company, through its REST API.

Read `gateway` first (what the engine asks), then `kept_lists` (what is kept instead of being read again),
`list_reading`, `entry_reading` and `writing` (what
each asks QuickBooks), `paid_versions` (what own payments do to an invoice's version), `company` (what a company is), `webhooks` (what Intuit reports by itself), `id_map` (what a converted company file's IDs are now), `entries` (documents, customers, vendors and
lists, to QuickBooks and back) and `wire` (calls, batches, limits, errors, sign-in).
"""
