"""What QuickBooks holds now, and what became of everything that was sent to it.

Read `company_lock` first (one run posts to a company at a time), then `responses` (recording
QuickBooks' answers), `recover_unanswered` (operations that were sent and got no response),
`quickbooks_edits` (entries edited, voided or deleted in QuickBooks), `relink` (entries with the
CoreBooks tag that the database does not know) and `record_status` (each record's status).
"""
