"""The names that events of the audit trail had in earlier versions, as they were written then.

An event is never rewritten, so it keeps its name; the voice of today's texts doesn't hold for these.
"""

from __future__ import annotations

EARLIER = {
    "refused": "rejected by QuickBooks",
    "linked to existing": "linked",
    "found after a lost answer": "confirmed in QuickBooks",
    "not found after a lost answer": "not found in QuickBooks",
    "party chosen": "matched manually",
    "plan approved": "changes approved",
    "plan rejected": "changes rejected",
    "workflow activated": "workflow turned on",
    "workflow deactivated": "workflow turned off",
    "permissions changed": "auto-sync and approvals changed",
    "item decided": "item treatment changed",
    "password of the Web Connector renewed": "Web Connector password changed",
}
"""By the earlier name, the name that it has today."""
