"""QuickBooks Desktop: one company file, through the queue that its PC empties.

Read `gateway` first (what the engine asks), then `settings`, `list_reading`, `entry_reading` and
`writing` (what each asks QuickBooks), `waiting` (how it waits for the PC), `company` (what a company
file is), `entries` (documents, customers, vendors and lists, to QuickBooks and back) and `wire`
(qbXML).
"""
