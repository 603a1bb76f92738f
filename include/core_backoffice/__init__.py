"""CORE BackOffice: typed records, and the sources that read them.

Read `source` first (what the engine asks of any source), then `records` (what CORE has: people,
transactions, disbursements, billing statements), `checks` (whether what was read adds up) and
`rest` (the one source there is today: CORE's REST API). `settings` opens a source; `stored` reads
records back out of the database.
"""
