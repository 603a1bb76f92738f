"""QuickBooks Online: one company, through its REST API.

Read `gateway` first (what the engine asks), then `company` (what a company is), `entries` (documents,
parties and lists, to QuickBooks and back) and `wire` (calls, batches, limits, faults, sign-in).
"""
