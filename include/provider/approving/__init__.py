"""The task `approve`: it waits until somebody who may approve has seen the changes.

Read `changes_approval` first (the task), then `approval` (who may, and what is kept) and `approval_text` (what
an approver is shown).
"""
