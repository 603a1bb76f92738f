"""The tables. Amounts are integer cents, moments UTC, IDs of CORE and QuickBooks text.

Read `companies` first (what is connected and set up), then `records` (what CORE has),
`entries` (what is in QuickBooks), `existing` (what was there before, and what users decided of it), `runs` (what was planned, posted and audited), `approvals` (what was
asked and decided), `acts` (who did what to a run in Airflow), `people` (who opened CoreBooks),
`feeds` (what arrives in files, mails and calls), `desktop` (the queue of a company file), `quickbooks` (what is kept of QuickBooks Online), `months` (tied out and signed off), `alerts` (what calls a
person, and where it is told) and `keys` (what is known of encryption keys). `base` and `columns` are what
all of them are made of. Importing one imports all: their foreign keys refer to each
other.
"""

from include.database.tables import (
    acts,
    alerts,
    approvals,
    base,
    columns,
    companies,
    desktop,
    entries,
    existing,
    feeds,
    keys,
    months,
    people,
    quickbooks,
    records,
    runs,
)

__all__ = [
    "acts",
    "alerts",
    "approvals",
    "base",
    "columns",
    "companies",
    "desktop",
    "entries",
    "existing",
    "feeds",
    "keys",
    "months",
    "people",
    "quickbooks",
    "records",
    "runs",
]
