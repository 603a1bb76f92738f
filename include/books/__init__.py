"""Neutral accounting, before any QuickBooks product is chosen. No I/O.

Read `money` first and the `currency` it is in, then `parties` (customers and vendors) and
`plain_names` (when two names are the same), `catalogue` (accounts, products, classes),
`documents` (what a bookkeeper would enter), `journal` (what they debit and credit), `entries` (what QuickBooks has), `causes` (why
records are on hold), `countries` and `sales_tax` (whose books, and how much tax QuickBooks adds), `gateway` (what the engine needs of a QuickBooks product) and `references` (what a
write names must be known there). `dates` writes days as pages show them, `wording` nouns with their articles and `country_words` the words of the company's country.
"""
