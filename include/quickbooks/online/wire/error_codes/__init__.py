"""What each error of QuickBooks Online means, and in which words it is told.

Read `faults` first (the errors that a call can raise), then `fault_row` (what the table says of a code),
`company_faults` and `record_faults` (the rows: of a whole company, of one record), `fault_table` (both
together), `fault_translation` (from a response to an error), and `plain_text` (QuickBooks' own words
without markup).
"""
