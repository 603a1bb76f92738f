"""QuickBooks Desktop: one company file, through the queue that its PC empties.

Read `gateway` first (what the engine asks), then `company` (what a company file is), `entries`
(documents, parties and lists, to QuickBooks and back) and `wire` (qbXML, the queue, status codes).
"""
