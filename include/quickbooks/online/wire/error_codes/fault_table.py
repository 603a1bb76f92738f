"""QuickBooks Online's errors: what each means to a bookkeeper, and what to do about it.

One ordered table. The first row that fits an error decides (`fault_translation` reads it). Rows that
match words come before rows that match codes, because QuickBooks has sent some errors under another
error's code.

Codes: every one of
https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/error-codes, as public copies
of the page have it too (help.redteam.com/en/articles/8314078, quickbooksrepairpro.com/IPP-Error-Codes.aspx
for the older list); 3001, 3100 and 3201 of the gateway in front of it; 2390 and 6560 from threads of
users (knowledgebase.curbwaste.com/quickbooks-online-error-codes). What several of them really mean:
developer.intuit.com/hub/blog/2017/06/08/top-quickbooks-online-api-errors-and-how-to-handle-them. OAuth's
own errors: RFC 6749, sections 4.1.2.1 and 5.2, and RFC 6750, section 3.1.
"""

from __future__ import annotations

from include.quickbooks.online.wire.error_codes.company_faults import COMPANY, LAST, SERVICE
from include.quickbooks.online.wire.error_codes.fault_row import NEXT_RUN_TRIES_AGAIN, Row
from include.quickbooks.online.wire.error_codes.record_faults import RECORD, UNKNOWN

__all__ = [
    "EDITED_MEANWHILE",
    "MAY_BE_OUT_OF_DATE",
    "NAME_TAKEN",
    "NEXT_RUN_TRIES_AGAIN",
    "NOT_IN_SUBSCRIPTION",
    "NOT_QUERYABLE",
    "TABLE",
    "Row",
]

EDITED_MEANWHILE = "5010"
"""The entry was edited in QuickBooks after CoreBooks read it."""
NAME_TAKEN = "6240"
"""A customer, vendor, employee, product or class has the name."""
NOT_IN_SUBSCRIPTION = frozenset({"5020", "5030"})
"""The company's subscription doesn't have the feature, or the user has no permission: 5030 "Feature
Not Supported" is what companies get today, 5020 what the page of codes and older threads have."""
NOT_QUERYABLE = frozenset({"4000", "4001"})
"""The company doesn't let query by this property."""
MAY_BE_OUT_OF_DATE = frozenset({"610", "620", "2500", "6000", "6200", "6210", NAME_TAKEN, "6470"})
"""A document, customer, vendor, product or class rejected so may name what is inactive, gone or changed
since lists and the closing date were read."""

TABLE: tuple[Row, ...] = (*COMPANY, *SERVICE, *RECORD, *LAST, UNKNOWN)
