"""What fills the addresses of routes, so that a walk over all of them comes to a page that exists."""

FILLED = {
    "category": "brokerage_income",
    "key": "income-via-invoices",
    "name": "manual__1",
    "transaction_id": "1",
    "agent_id": "1",
    "run_id": "1",
    "change_id": "1",
    "number": "1",
    "filter_id": "1",
    "channel_id": "1",
    "what": "runs",
    "month": "2026-10",
    "place": "attention",
    "dag_id": "brokerage_income",
    "run_name": "manual__1",
    "form": "csv",
    "import_id": "1",
    "source_id": "willow-exports",
    "profile_id": "1",
    "door": "folder",
    "workbook": "empty",
}
"""By the parameter's name; the company is the walk's own."""
