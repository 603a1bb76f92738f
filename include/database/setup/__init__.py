"""What people set up, and who they are.

Read `companies` first, then `start_dates` (where a workflow begins), `company_facts` (what its QuickBooks is like), `company_currency` (what its amounts are in), `company_access` (who can see one), `automation` with `schedules` (what runs by
itself, and when), `payee_tax` (who charges sales tax), `missing_entries` (what a rebuild didn't find), `connect_attempts` and `desktop_connections` (on the way to a connection), `company_moves` (on the way to another QuickBooks), `people` (who
opened CoreBooks), `saved_filters` (how they narrow lists) and `approvers` (who may approve).
"""
