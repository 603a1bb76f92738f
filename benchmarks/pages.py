"""The pages with 50,000 transactions in the database: how long each takes to answer. Run: make bench."""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

# Before anything imports Airflow: it reads this once.
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="corebooks-airflow-"))

from sqlalchemy import insert, select

from benchmarks.parts import results
from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.parties import Party, PartyKind
from include.core_backoffice.records.records import (
    AgentItem,
    AgentShare,
    CoBroke,
    DealItem,
    Disbursement,
    Payee,
    PayeeKind,
    Transaction,
)
from include.database.engine import Database
from include.database.migrate import migrate
from include.database.setup.companies import NewWorkflow, activate, connect_company
from include.database.statuses import LinkStatus, RecordStatus
from include.database.stored.documents import document_to_json
from include.database.tables.companies import Company, WorkflowSetup
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import SyncRun
from include.sync.extract.listing import listing
from include.workflows.template import templates
from tests.sync.office import COMPANY, KEY
from tests.web.office_pages import OfficePages

DEALS = 50_000
ROUNDS = 20
LIMIT_SECONDS = 0.3
CATEGORIES = ("brokerage_income", "agent_expenses")
_PRODUCT = {"kind": "product", "id": "1", "name": "Gross Commission"}
_ACCOUNT = {"kind": "account", "id": "2", "name": "Agent Commissions"}
SETUPS = {
    "income-via-invoices": {"gross_product": _PRODUCT, "default_product": _PRODUCT},
    "expenses-via-bills": {"expense_account": _ACCOUNT, "deduction_account": _ACCOUNT},
}
OPENED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Overview", "", {}),
    ("Transactions", "transactions", {}),
    ("Transactions, page 900", "transactions", {"page": 900}),
    ("Transactions, one found", "transactions", {"q": "tr-2026-049998"}),
    ("Transactions, all found", "transactions", {"q": "aldon"}),
    (
        "Transactions, on hold",
        "transactions",
        {"status": "on hold", "workflow": CATEGORIES[0]},
    ),
    ("One transaction", "transactions/77", {}),
    ("Needs attention", "attention", {}),
    ("History", "history", {}),
    ("Changes", "history/changes", {}),
    ("Tie-out, not run", "tie-out", {}),
)


def main() -> int:
    """Print the table. Returns 1 when a page's median is over the limit."""
    os.environ["AIRFLOW__CORE__FERNET_KEY"] = KEY
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'corebooks.db'}")
        fill(database)
        pages = OfficePages(database)
        rows = [(name, median_of(pages, path, query)) for name, path, query in OPENED]
        database.close()
    results.keep(
        "pages",
        {
            "machine": results.machine(),
            "deals": DEALS,
            "rounds": ROUNDS,
            "rows": [{"page": name, "seconds": seconds} for name, seconds in rows],
        },
    )
    print(f"{DEALS:,} transactions in the database (SQLite), median of {ROUNDS} openings")
    print(results.table(("page", "ms"), [(name, f"{took * 1000:.0f}") for name, took in rows]))
    slow = [name for name, took in rows if took > LIMIT_SECONDS]
    word = "MISSED" if slow else "met   "
    print(f"\n{word}  every page responds within 300 ms ({', '.join(slow) or 'all'})")
    return 1 if slow else 0


def median_of(pages: OfficePages, path: str, query: dict[str, Any]) -> float:
    """How long a page takes, in seconds: the whole of it, as the server makes it."""
    pages.open(path, **query)
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        pages.open(path, **query)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def fill(database: Database) -> None:
    """A company with its transactions, the status of each, and the entries posted for it."""
    migrate(database)
    connect_company(
        database,
        Company(
            id=COMPANY,
            name="Willow & Park Realty",
            edition="online",
            realm_id="1",
            core_connection="core",
            quickbooks_connection="quickbooks",
            timezone="America/Chicago",
        ),
        "benchmark",
    )
    for key, options in SETUPS.items():
        category = templates()[key].category.value
        activate(database, COMPANY, NewWorkflow(category, key, options, actor="benchmark"))
    with database.writing() as session:
        setup = session.scalars(select(WorkflowSetup)).first() or WorkflowSetup(id=0)
        session.add(_run(setup))
    chance = random.Random(1)  # noqa: S311  (example data)
    for start in range(1, DEALS + 1, 2000):
        some = [deal(number, chance) for number in range(start, min(start + 2000, DEALS + 1))]
        with database.writing() as session:
            session.execute(insert(Record), [record_row(transaction) for transaction in some])
            session.execute(
                insert(RecordState),
                [row for transaction in some for row in state_rows(transaction)],
            )
            session.execute(
                insert(Link), [row for transaction in some for row in link_rows(transaction)]
            )


def _run(setup: WorkflowSetup) -> SyncRun:
    return SyncRun(
        company_id=COMPANY,
        category=CATEGORIES[0],
        airflow_run_id="manual__1",
        trigger="manual",
        actor="benchmark",
        preview=False,
        setup_id=setup.id,
        started_at=datetime.now(UTC),
        outcome="completed",
        counts={"read": DEALS},
    )


def deal(number: int, chance: random.Random) -> Transaction:
    """A transaction with two agents, an outside brokerage, and a referral."""
    agents = [payee(chance.randrange(160)) for _ in range(2)]
    return Transaction(
        id=str(number),
        number=f"TR-2026-{number:06}",
        address=f"{number} Aldon Drive",
        city="Austin",
        state="TX",
        zip="78701",
        status="closed",
        updated_at=datetime(2026, 1, 1, tzinfo=UTC),
        timezone="America/Chicago",
        closing_date=date(2020, 1, 1) + timedelta(days=chance.randrange(2500)),
        disbursement=Disbursement(
            gross_cents=1_000_000,
            co_broke=(
                CoBroke(name="Co-broke", side="buying", amount_cents=10_000, payee=agents[0]),
            ),
            pre_commission=(
                DealItem(
                    name="Referral",
                    side="listing",
                    is_credit=False,
                    amount_cents=1_000,
                    payee=agents[1],
                ),
            ),
            agents=tuple(share(agent) for agent in agents),
            brokerage_net_cents=1,
        ),
    )


def payee(number: int) -> Payee:
    """One of the brokerage's agents."""
    name = f"Agent Number{number}"
    return Payee(kind=PayeeKind.AGENT, id=str(number), name=name, email=f"a{number}@example.com")


def share(agent: Payee) -> AgentShare:
    """An agent's share of a transaction, with a fee."""
    fee = AgentItem(name="Desk fee", is_credit=False, amount_cents=100, payee=agent)
    return AgentShare(agent=agent, side="listing", split_cents=400_000, items=(fee,))


def record_row(transaction: Transaction) -> dict[str, Any]:
    """The transaction as the database stores it."""
    line = listing(transaction)
    return {
        "company_id": COMPANY,
        "key": transaction.key,
        "payload": transaction.to_json(),
        "fingerprint": "x" * 32,
        "updated_at": transaction.updated_at,
        "stream": line.stream.value,
        "title": line.title,
        "number": line.number,
        "day": line.day,
        "amount_cents": line.amount_cents,
        "search_text": line.search_text,
        "seen_at": transaction.updated_at,
    }


def state_rows(transaction: Transaction) -> Iterator[dict[str, Any]]:
    """The transaction's statuses: one in five hundred is on hold."""
    number = int(transaction.id)
    held = number % 500 == 0
    for category in CATEGORIES:
        yield {
            "company_id": COMPANY,
            "category": category,
            "record_key": transaction.key,
            "status": RecordStatus.ON_HOLD if held else RecordStatus.SYNCED,
            "cause": "out of balance" if held else "",
            "sentence": f"{transaction.label}: the amounts are out of balance." if held else "",
            "what_to_do": "Correct it in CORE, then sync again." if held else "",
            "since": transaction.updated_at,
        }


def link_rows(transaction: Transaction) -> Iterator[dict[str, Any]]:
    """The transaction's invoice in QuickBooks."""
    if int(transaction.id) % 500 == 0:
        return
    yield {
        "company_id": COMPANY,
        "document_key": f"{CATEGORIES[0]}/{transaction.key}/income",
        "category": CATEGORIES[0],
        "record_key": transaction.key,
        "kind": "invoice",
        "quickbooks_id": transaction.id,
        "version": "0",
        "number": transaction.number,
        "fingerprint": "x" * 32,
        "document": _DOCUMENT,
        "total_cents": 1_000_000,
        "date": transaction.closing_date,
        "due_date": transaction.closing_date,
        "revision": 1,
        "setup_version": 1,
        "status": LinkStatus.IN_QUICKBOOKS,
        "posted_at": transaction.updated_at,
        "updated_at": transaction.updated_at,
    }


def _document() -> dict[str, Any]:
    product = ListRef(ListKind.PRODUCT, "1", "Gross Commission")
    party = Party(key="customer/x", kind=PartyKind.CUSTOMER, display_name="1 Aldon Drive")
    line = Line("Gross commission", "Gross commission", 1_000_000, product)
    return document_to_json(
        Document("x", DocumentKind.INVOICE, party, (line,), "TR-2026-000001", "1 Aldon Drive")
    )


_DOCUMENT = _document()


if __name__ == "__main__":
    sys.exit(main())
