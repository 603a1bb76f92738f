"""What the database keeps as JSON, each with one model and one reader.

`documents` (documents, customers and vendors, products and classes that are written), `needs` (what a
change depends on, and what a bookkeeper's additions to keep are), `answers` (what QuickBooks returned), `entries`
(entries as they were read), `company_facts` (what a company's QuickBooks is like), `tax_rates` (of a tax code, by day)
and `edits` (how an entry differs from what was posted). Every model bears the number of its version;
a field that is added has a default, so that rows of earlier versions still read.
"""
