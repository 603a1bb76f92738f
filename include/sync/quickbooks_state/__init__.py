"""What QuickBooks has now, and what happened to everything that was sent to it.

Read `company_lock` first (one run posts to a company at a time), then `responses` (storing
QuickBooks' responses) with `party_links` (customers and vendors) `posted_tax` (the tax that QuickBooks added) and `as_sent` (whether a response shows what was sent), `found_again` (whether an undo gave back what was linked), `recover_unanswered` (operations that were sent and got no response)
and `unclear_errors` (errors that leave open whether something was posted),
`quickbooks_edits` (entries edited, voided or deleted in QuickBooks), `one_question` (what to ask, for all workflows
at once), `reported_edits` (which edits wake a run because a webhook reported them), `posted_ids` (whose deletion must
not be missed), `untracked` (entries with the CoreBooks tag that the database does not know), `stray_owners` (which of them a record turned out to own) and
`record_status` (each record's status) with `left_over` (what an undo or a repost had to leave) and
`record_warnings` (what to look at although a record is synced).
"""
