"""Anything may happen, in any order: after every sync each document is in QuickBooks at most once.

Deals change in CORE, entries are edited, voided, deleted and reconciled in QuickBooks, templates and
policies change, runs are undone and reposted, the books are closed and opened again.
"""

from __future__ import annotations

import datetime as dt
import re
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from include.books.countries import COUNTRIES
from include.books.documents import DocumentKind
from include.database.setup.payee_tax import decide
from include.database.statuses import LinkStatus
from include.quickbooks.online.entries.documents import ENTITIES
from include.sync.run.mode import RunMode
from include.workflows.category import Category
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.database_files import sqlite_database
from tests.profiles import examples
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.sync.tax_office import BOUGHT, SOLD, UNTAXED, use_codes

_MARK = re.compile(r"\[(CB-[0-9A-F]{16})\]")
TEMPLATES = (
    "income-via-invoices",
    "income-via-sales-receipts",
    "income-via-deposits",
    "expenses-via-bills",
    "expenses-via-checks",
    "expenses-via-expenses",
)
POLICIES = st.fixed_dictionaries(
    {
        "edited_in_quickbooks": st.sampled_from(["Overwrite with CORE", "Put on hold"]),
        "no_longer_in_core": st.sampled_from(["Put on hold", "Void"]),
        "fell_through": st.sampled_from(["Put on hold", "Void"]),
        "closed_period": st.sampled_from(["Put on hold", "Post on the first open day"]),
    }
)
ON_CHOSEN = (
    RunMode.SYNC,
    RunMode.RECREATE,
    RunMode.OVERWRITE,
    RunMode.KEEP_QUICKBOOKS,
    RunMode.VOID,
)


class Brokerage(RuleBasedStateMachine):
    """A brokerage's days."""

    COUNTRY = "US"

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.deals: list[str] = []
        self.last: dict[Category, int] = {}

    @initialize()
    def open_the_office(self) -> None:
        folder = Path(self.stack.enter_context(TemporaryDirectory()))
        database = sqlite_database(folder)
        self.stack.callback(database.close)
        currency = COUNTRIES[self.COUNTRY].currency
        core = self.stack.enter_context(
            running_core(
                transactions=0, agents=3, bad_records=False, billing_months=0, currency=currency
            )
        )
        where: dict[str, Any] = {"country": self.COUNTRY, "sales_tax": self.COUNTRY != "US"}
        quickbooks = self.stack.enter_context(
            running_quickbooks(requestid_retention_seconds=0, **where)
        )
        self.office = Office(
            core, quickbooks, database, currency=currency, sweep_every=dt.timedelta()
        )
        self.office.connect()
        self.prepare()
        self.new_deal("A")

    def prepare(self) -> None:
        """Choose and decide what the country needs, before the first sync and again before each."""

    def codes(self, _template: str) -> dict[str, str]:
        """The tax codes of a template."""
        return {}

    def teardown(self) -> None:
        self.stack.close()

    # What happens in CORE

    @rule(letter=st.sampled_from("ABC"))
    def new_deal(self, letter: str) -> None:
        self.deals.append(str(self.office.core.post(f"/examples/{letter}")["transactions"][0]))

    @precondition(lambda self: self.deals)
    @rule(data=st.data())
    def change_a_deal(self, data: st.DataObject) -> None:
        changes: dict[str, Any] = data.draw(
            st.sampled_from(
                [
                    {"gross": 1_100_000},
                    {"gross": 987_654, "finalized": True},
                    {"status": "cancelled"},
                    {"status": "closed"},
                    {"finalized": False},
                    {"finalized": True},
                ]
            )
        )
        self.office.core.patch(f"/transactions/{data.draw(st.sampled_from(self.deals))}", **changes)

    @precondition(lambda self: self.deals)
    @rule(data=st.data())
    def give_a_deal_to_another_agent(self, data: st.DataObject) -> None:
        deal = data.draw(st.sampled_from(self.deals))
        shares = self.office.core.get(f"/transactions/{deal}")["agents"]
        agent = data.draw(st.sampled_from(sorted(self.office.core.store.agents)))
        share = {**shares[0], "agent": agent, "items": []}
        self.office.core.patch(f"/transactions/{deal}", agents=[share])

    @precondition(lambda self: len(self.deals) > 1)
    @rule(data=st.data())
    def delete_a_deal(self, data: st.DataObject) -> None:
        deal = data.draw(st.sampled_from(self.deals))
        self.deals.remove(deal)
        self.office.core.delete(f"/transactions/{deal}")

    # What users do in QuickBooks

    @rule(data=st.data(), action=st.sampled_from(["delete", "void", "note", "date"]))
    def touch_an_entry(self, data: st.DataObject, action: str) -> None:
        entries = [entry for entry in self.office.quickbooks.entries() if entry["status"] == "live"]
        if action == "void":
            entries = [entry for entry in entries if entry["type"] in ("Invoice", "SalesReceipt")]
        if not entries:
            return
        entry = data.draw(st.sampled_from(entries))
        self.office.quickbooks.set(book_close_date=None)
        if action in ("delete", "void"):
            self.office.quickbooks.edit(entry["type"], entry["id"], action)
        elif action == "note":
            memo = f"{entry['memo']} seen"
            self.office.quickbooks.edit(entry["type"], entry["id"], PrivateNote=memo)
        else:
            self.office.quickbooks.edit(entry["type"], entry["id"], TxnDate="2026-02-03")

    @rule(data=st.data())
    def reconcile_an_entry(self, data: st.DataObject) -> None:
        entries = self.office.quickbooks.entries()
        if entries:
            entry = data.draw(st.sampled_from(entries))
            self.office.quickbooks.clear(entry["type"], entry["id"])

    @rule(day=st.sampled_from([None, "2026-06-30", "2099-12-31"]))
    def close_the_books(self, day: str | None) -> None:
        self.office.quickbooks.set(book_close_date=day)

    # What users do in CoreBooks

    @rule(template=st.sampled_from(TEMPLATES), policies=POLICIES, per_side=st.booleans())
    def set_up(self, template: str, policies: dict[str, Any], per_side: bool) -> None:
        sides = {"per_side": per_side} if template.startswith("income") else {}
        self.office.use(template, **policies, **sides, **self.codes(template))

    @rule(category=st.sampled_from([INCOME, EXPENSES]))
    def sync(self, category: Category) -> None:
        self.press(category)

    @precondition(lambda self: self.deals)
    @rule(
        data=st.data(),
        category=st.sampled_from([INCOME, EXPENSES]),
        mode=st.sampled_from(ON_CHOSEN),
    )
    def sync_a_chosen_deal(self, data: st.DataObject, category: Category, mode: RunMode) -> None:
        self.press(category, (data.draw(st.sampled_from(self.deals)),), mode)

    @rule(category=st.sampled_from([INCOME, EXPENSES]))
    def repost(self, category: Category) -> None:
        self.press(category, mode=RunMode.REPOST)

    @rule(category=st.sampled_from([INCOME, EXPENSES]))
    def undo_the_last_run(self, category: Category) -> None:
        if category in self.last:
            self.press(category, mode=RunMode.UNDO, undo=self.last[category])

    def press(
        self,
        category: Category,
        records: tuple[str, ...] = (),
        mode: RunMode = RunMode.SYNC,
        undo: int | None = None,
    ) -> None:
        """Press Run, twice where the first is only the preview; then look at the books."""
        self.prepare()
        run = self.office.run(category, records, mode=mode, undo=undo)
        if run.outcome == "previewed":
            run = self.office.run(category, records, mode=mode, undo=undo)
            assert run.outcome == "completed"
        self.look_at_the_books()
        self.last[category] = run.run_id
        self.office.run(category)
        self.look_at_the_books()
        again = self.office.run(category)
        assert (again.created, again.updated, again.voided) == (0, 0, 0)

    def look_at_the_books(self) -> None:
        assert self.office.quickbooks.trial_balance()["balanced"]
        live: dict[str, int] = {}
        there = set()
        for entry in self.office.quickbooks.entries():
            memo = str(entry["memo"])
            if entry["status"] != "live" or (memo.startswith("Voided") and not entry["total"]):
                continue
            there.add(entry["id"])
            (mark,) = _MARK.findall(memo)
            live[mark] = live.get(mark, 0) + 1
        assert set(live.values()) <= {1}, "no document is in QuickBooks twice"
        ours = {
            link.quickbooks_id
            for link in self.office.links().values()
            if link.status == LinkStatus.IN_QUICKBOOKS
        }
        assert there <= ours, "QuickBooks has nothing that the database does not know"


class BrokerageInCanada(Brokerage):
    """The same where every line needs a tax code; of the payees, some charge tax and some don't."""

    COUNTRY = "CA"

    def prepare(self) -> None:
        """Choose codes once, and decide on everyone whom CORE has by now."""
        if not self.deals:
            use_codes(self.office, "CA")
        keys = [f"vendor/agent:{id_}" for id_ in self.office.core.store.agents]
        keys += [f"vendor/vendor:{id_}" for id_ in self.office.core.store.contacts]
        with self.office.database.writing() as session:
            for key in keys:
                decide(session, COMPANY, key, charges=key.endswith(("1", "3", "5")), actor="finn")

    def codes(self, template: str) -> dict[str, str]:
        """Ontario's."""
        if template.startswith("income"):
            return {"tax_code": SOLD["CA"]}
        return {"registered_tax_code": BOUGHT["CA"], "unregistered_tax_code": UNTAXED["CA"]}

    def look_at_the_books(self) -> None:
        """Each entry also has the tax of its lines."""
        super().look_at_the_books()
        totals = {
            (entry["type"], entry["id"]): entry["total"]
            for entry in self.office.quickbooks.entries()
            if entry["status"] == "live"
        }
        for link in self.office.links().values():
            there = totals.get((ENTITIES[DocumentKind(link.kind)], link.quickbooks_id))
            if link.status == LinkStatus.IN_QUICKBOOKS and not link.edited_as and there is not None:
                assert there == link.total_cents + link.tax_cents


_DAYS = settings(
    max_examples=examples(8),
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
TestBrokerage = Brokerage.TestCase
TestBrokerage.settings = _DAYS
TestBrokerageInCanada = BrokerageInCanada.TestCase
TestBrokerageInCanada.settings = settings(_DAYS, max_examples=examples(4))
