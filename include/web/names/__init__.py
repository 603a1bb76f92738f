"""Names: which QuickBooks customer or vendor each CORE agent and contact is, and changing it.

Read `routes`, then `exported` (the list as a file) and `payee_tax` (who charges sales tax).
"""
