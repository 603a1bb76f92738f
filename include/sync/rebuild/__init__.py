"""Rebuild: the database was lost altogether, and is made anew from QuickBooks and CORE.

Every entry that CoreBooks posted has a tag, which is made of the company ID and of what the entry is for. So
QuickBooks itself says which entry belongs to which record of CORE, over all years.

Read `reading` first (all tagged entries, all records), then `agreement` (how well a document explains an entry),
`candidates` (the values that an option may have had), `fitting` (the options that explain most), `tax_answers` (codes,
and who charges tax), `proposing` (what each workflow was like), `former_id` (the company had another ID) and `looking`
(all of this, before anything is changed). Then `pairing` (which entry is whose), `parties` (customers and vendors by
usage), `linking` (as rows), `orphans` (entries that their record no longer asks for), `beginning` (the mark that keeps
runs away) and `rebuilding`, which does it all in an order that can be killed anywhere.
"""
