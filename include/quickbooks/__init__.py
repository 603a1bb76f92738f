"""QuickBooks: one gateway per product, both satisfying `include.books.gateway.Gateway`.

Read `online` first, then `desktop`. They share `field_errors` (a text that doesn't fit a field),
`home_currency` (of the books and of CORE), `exchange_rate` (of entries in another one) and `latin` (the letters that QuickBooks can store).
"""
