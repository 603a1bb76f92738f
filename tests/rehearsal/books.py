"""Companies of the rehearsed installation, and whether CORE, our database and QuickBooks agree."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from sqlalchemy import func, select

from include.database.engine import Database
from include.database.setup.companies import NewWorkflow, activate
from include.database.statuses import LinkStatus, OperationStatus, RunOutcome
from include.database.tables.companies import Company
from include.database.tables.entries import Link
from include.database.tables.runs import Operation, SyncRun
from include.provider.connections import connecting
from include.provider.connections.opening import AirflowConnection, open_gateway
from include.workflows.choices import suggested
from include.workflows.template import template
from sandbox.demo.consent import grant
from sandbox.demo.expected import OnAccount, expected
from sandbox.demo.posted_entries import read_posted_entries
from sandbox.demo.settings import REALM, DemoSettings
from sandbox.demo.summary import billing_totals, compare
from tests.rehearsal.stack import Stack

TEMPLATES = ("income-via-invoices", "expenses-via-bills", "billings-and-payments")
SINCE = dt.date(2024, 1, 1)
FIRST = "willow-park"
_NO_BILLING = {"billed": 0, "paid": 0, "open": 0}


@dataclass(frozen=True, slots=True)
class Connected:
    """A company: its ID, and its QuickBooks company's."""

    id: str
    realm: str


@dataclass(slots=True)
class _Connection:
    """An Airflow connection, from the environment as the compose file writes it."""

    host: str | None
    login: str | None
    password: str | None
    extra_dejson: dict[str, Any]


def connect_by_commands(stack: Stack) -> Connected:
    """The first company, as a sysadmin connects it: `corebooks connect`, and a browser's consent.

    The browser calls the address that the command prints, which must be one of this machine.
    """
    company = ("--company", FIRST)
    command = ("corebooks", "connect", "online", *company)
    printed = stack.cli(*command, "--print-url")
    page = next(word for word in printed.split() if word.startswith("http"))
    stack.cli(*command, "--answer", grant(page))
    for key in TEMPLATES:
        chosen = ("--template", key, "--since", SINCE.isoformat())
        stack.cli("corebooks", "setup", *company, *chosen)
    return Connected(FIRST, REALM)


def connect_many(stack: Stack, count: int) -> list[Connected]:
    """More companies, each with a QuickBooks company of its own; all read the same CORE."""
    found = [Connected(f"company-{n:03}", str(9140000000000000 + n)) for n in range(1, count + 1)]
    with stack.database() as database:
        for company in found:
            body = {"realm": company.realm, "name": f"Company {company.id[-3:]}"}
            stack.send("POST", "quickbooks-sandbox", "/sandbox/realms", body)
            _connect(stack, database, company)
    return found


def _connect(stack: Stack, database: Database, company: Connected) -> None:
    lookup = _lookup(stack)
    new = connecting.NewCompany(
        id=company.id,
        core_connection="core_backoffice_default",
        quickbooks_connection="quickbooks_online_default",
        timezone="America/Chicago",
        actor="admin",
    )
    page = connecting.consent_address(new.quickbooks_connection, lookup)
    answer = _consent(page, company.realm)
    connecting.connect_online(database, new, answer, lookup)
    with database.reading() as session:
        row = session.get_one(Company, company.id)
    with open_gateway(database, row, lookup) as gateway:
        catalogue = gateway.catalogue()
    for key in TEMPLATES:
        chosen = template(key)
        options = chosen.options.model_validate(suggested(chosen.options, catalogue))
        workflow = NewWorkflow(
            category=chosen.category,
            template=key,
            options=options.model_dump(mode="json"),
            actor="admin",
            sync_from=dt.datetime.combine(SINCE, dt.time(), dt.UTC),
            start_date=SINCE,
        )
        activate(database, company.id, workflow)


def _lookup(stack: Stack) -> Callable[[str], AirflowConnection]:
    environment = stack.environment("airflow-worker")

    def look_up(connection_id: str) -> AirflowConnection:
        given = json.loads(environment[f"AIRFLOW_CONN_{connection_id.upper()}"])
        return _Connection(given["host"], given.get("login", ""), given["password"], given["extra"])

    return look_up


def _consent(page: str, realm: str) -> str:
    """Choose one of several companies on the consent page. Returns where it leads back to."""
    asked = {name: values[-1] for name, values in parse_qs(urlsplit(page).query).items()}
    form = {**asked, "realm": realm, "decision": "connect"}
    address = page.partition("?")[0]
    answer = httpx.post(address, data=form, timeout=30, trust_env=False)
    return str(answer.headers["Location"])


def disagreements(
    stack: Stack, database: Database, company: Connected, *, billing: bool = True
) -> list[str]:
    """What is wrong with a company's books, in sentences; empty if everything is exact.

    To the cent: CORE's totals and QuickBooks' trial balance. One by one: every entry in QuickBooks has
    exactly one link, and every link its entry. And nothing is unfinished: no run, no write without its
    answer.

    Args:
        stack: the installation.
        database: the CoreBooks database.
        company: the company.
        billing: whether agents' billing was posted; otherwise there must be none of it.
    """
    return [
        *_amounts(stack, database, company, billing=billing),
        *_entries(stack, database, company),
        *_unfinished(database, company),
    ]


def _amounts(stack: Stack, database: Database, company: Connected, *, billing: bool) -> list[str]:
    settings = DemoSettings(core_port=stack.places.ports["core-sandbox"])
    posted = read_posted_entries(database, company.id)
    deals = expected(
        stack.get("core-sandbox", "/sandbox/transactions"), posted, OnAccount(True, True)
    )
    trial = stack.get("quickbooks-sandbox", f"/sandbox/{company.realm}/trial-balance")
    totals = billing_totals(settings, posted) if billing else _NO_BILLING
    rows = compare(deals, totals, trial["accounts"])
    found = [
        f"{company.id}: {row.name} is {row.variance} cents off" for row in rows if row.variance
    ]
    return found if trial["balanced"] else [*found, f"{company.id}: the books aren't balanced"]


def _entries(stack: Stack, database: Database, company: Connected) -> list[str]:
    rows = stack.get("quickbooks-sandbox", f"/sandbox/{company.realm}/entries")
    there = Counter(row["id"] for row in rows if row["status"] not in ("deleted", "voided"))
    with database.reading() as session:
        links = session.scalars(
            select(Link.quickbooks_id).where(
                Link.company_id == company.id, Link.status == LinkStatus.IN_QUICKBOOKS
            )
        ).all()
    ours = Counter(links)
    return [
        *(f"{company.id}: entry {one} has no link: a duplicate" for one in (there - ours)),
        *(f"{company.id}: entry {one} of a link isn't there: lost" for one in (ours - there)),
    ]


def _unfinished(database: Database, company: Connected) -> list[str]:
    with database.reading() as session:
        runs = session.scalar(
            select(func.count())
            .select_from(SyncRun)
            .where(SyncRun.company_id == company.id, SyncRun.outcome == RunOutcome.RUNNING)
        )
        sent = session.scalar(
            select(func.count())
            .select_from(Operation)
            .where(Operation.company_id == company.id, Operation.status == OperationStatus.SENT)
        )
    return [
        *([f"{company.id}: {runs} runs aren't finished"] if runs else []),
        *([f"{company.id}: {sent} writes have no answer"] if sent else []),
    ]


def figures(stack: Stack, database: Database, company: Connected) -> Mapping[str, int]:
    """How much is in the books: entries in QuickBooks, and their sum in cents."""
    rows = stack.get("quickbooks-sandbox", f"/sandbox/{company.realm}/entries")
    with database.reading() as session:
        runs = session.scalar(
            select(func.count()).select_from(SyncRun).where(SyncRun.company_id == company.id)
        )
    return {"entries": len(rows), "cents": sum(row["total"] for row in rows), "runs": runs or 0}
