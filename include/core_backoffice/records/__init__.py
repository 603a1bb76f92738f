"""CORE's records, typed; amounts are whole cents, IDs text, moments UTC. No I/O.

Read `records` (transactions) and `deal` (the disbursement) first, then `people`, `commissions` (rows
of a commission list) and `billing`. `fields` reads one field of a row, `values` and `zones` make its
value; `directory` looks up payees; `jsonable` stores records; `wording` has CORE's words; `errors`
says what can go wrong, and `known` what is known of such a record.
"""
