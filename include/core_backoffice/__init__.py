"""CORE BackOffice: typed records, and the sources that read them.

Read `source` first (what the engine asks of any source, of the two `streams`), then `records` (what CORE
has: people, transactions, disbursements, billing statements), `checks` (whether what was read adds up) and
`rest` (CORE's REST API). What comes by other doors goes one way: `files` are sheets of cells, a `mapping`
makes `canonical` records of them, and `feeds` are the source of what was kept. `folder`, `mailbox`, `sql`
and `push` are the doors themselves. `settings` opens a source; `stored` reads records back out of the
database.
"""
