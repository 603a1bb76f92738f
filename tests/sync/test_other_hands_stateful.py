"""A bookkeeper does anything in QuickBooks between runs: no document twice, no cent off, nothing lost.

Deals change in CORE; somebody pays, credits, prints, reconciles, edits, classes, copies, deletes,
merges, renames and enters by hand in QuickBooks; runs of every purpose follow. `run_checks` has what
holds of every run; here is what holds after a sync: each record's entries come to what CORE has, or it
says why not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from include.books.documents import DocumentKind
from include.database.engine import Database
from include.sync.post.manual_matches import match_manually
from include.sync.run.mode import RunMode
from include.sync.verify.report import RunReport
from include.workflows.category import Category
from sandbox.core_backoffice.testing import RunningSandbox as CoreSandbox
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.database_files import sqlite_database
from tests.profiles import examples, profile
from tests.sync import people
from tests.sync.amounts_in_both import check_amounts, copy_database, states
from tests.sync.desktop_hands import DesktopHands
from tests.sync.direct_desktop import DirectDesktopOffice
from tests.sync.office import BILLING, EXPENSES, INCOME, Office
from tests.sync.online_hands import OnlineHands
from tests.sync.random_hands import ACTS, Act, Choose, RandomHands
from tests.sync.run_checks import Run

pytestmark = pytest.mark.whole

TEMPLATES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("income-via-invoices", {}),
    ("income-via-sales-receipts", {"deposit_account": "Undeposited Funds"}),
    ("income-via-deposits", {}),
    ("expenses-via-bills", {}),
    ("expenses-via-checks", {"print_later": True}),
    ("expenses-via-expenses", {}),
)
POLICIES = st.fixed_dictionaries(
    {
        "edited_in_quickbooks": st.sampled_from(["Overwrite with CORE", "Put on hold"]),
        "no_longer_in_core": st.sampled_from(["Put on hold", "Void"]),
        "fell_through": st.sampled_from(["Put on hold", "Void"]),
        "closed_period": st.sampled_from(["Put on hold", "Post on the first open day"]),
    }
)
HABITS: tuple[dict[str, Any], ...] = (
    {},
    {"links_change_edit_sequence": False, "merge_changes_entries": False},
    {"warn_less_than_paid": "refuse", "inactive_names": "refuse", "sales_tax": True},
    {"multicurrency": True, "billed_lines_linked": False, "recovery_shows": "object"},
)
"""What isn't known of QuickBooks Desktop, one way and the other, and what a company file may use."""
CHOSEN = tuple(mode for mode in RunMode if mode.needs_records)
_WORKFLOWS = (INCOME, EXPENSES, BILLING)


class OtherHands(RuleBasedStateMachine):
    """A brokerage's days, with a bookkeeper in QuickBooks Online; below in Desktop, too."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.gross: dict[str, int] = {}
        """What each deal in CORE comes to, if it is closed; else 0."""
        self.statements: list[str] = []
        self.last: dict[Category, int] = {}
        self.closing = ""
        self.database = self.copy = Path("none")

    @initialize(
        income=st.sampled_from(TEMPLATES[:3]),
        expenses=st.sampled_from(TEMPLATES[3:]),
        policies=POLICIES,
        habits=st.integers(0, 3),
    )
    def open_the_office(
        self,
        income: tuple[str, dict[str, Any]],
        expenses: tuple[str, dict[str, Any]],
        policies: dict[str, Any],
        habits: int,
    ) -> None:
        folder = Path(self.stack.enter_context(TemporaryDirectory()))
        self.database, self.copy = folder / "corebooks.db", folder / "copy.db"
        database = sqlite_database(folder, self.database.name)
        self.stack.callback(database.close)
        core = self.stack.enter_context(
            running_core(transactions=0, agents=0, bad_records=False, billing_months=0)
        )
        self.office, self.hands = self.open_quickbooks(core, database, habits)
        self.office.sweep_every = dt.timedelta()
        self.office.connect()
        for chosen in (income, expenses):
            self.set_up(chosen, policies)
        self.agents = [people.agent(self.office, name, "Adler") for name in ("Amy", "Ben")]
        self.sell(self.agents[0])
        self.bill_an_agent()
        for category in _WORKFLOWS:
            self.press(category)

    def open_quickbooks(
        self,
        core: CoreSandbox,
        database: Database,
        habits: int,  # noqa: ARG002  (of a company file)
    ) -> tuple[Office, RandomHands]:
        """An office with new books, and a bookkeeper in them."""
        quickbooks = self.stack.enter_context(running_quickbooks(requestid_retention_seconds=0))
        api = self.stack.enter_context(quickbooks.api())
        return Office(core, quickbooks, database), RandomHands(OnlineHands(quickbooks, api))

    def teardown(self) -> None:
        self.stack.close()

    # In CORE

    def sell(self, agent: int) -> str:
        sold = people.deal(self.office, f"{len(self.gross) + 1} Oak St", agent)
        self.gross[sold] = 1_000_000
        return sold

    @rule(data=st.data())
    def close_a_deal(self, data: st.DataObject) -> None:
        if len(self.gross) < 4:
            self.sell(data.draw(st.sampled_from(self.agents)))

    @precondition(lambda self: len(self.statements) < 3)
    @rule()
    def bill_an_agent(self) -> None:
        made = people.statement(self.office, self.agents[0])
        self.statements.append(str(made))

    @precondition(lambda self: self.statements)
    @rule(data=st.data())
    def pay_a_statement(self, data: st.DataObject) -> None:
        statement = data.draw(st.sampled_from(self.statements))
        if self.office.core.get(f"/statements/{statement}").get("status") != "paid":
            self.office.core.post(f"/statements/{statement}/payments")
            self.statements.remove(statement)

    @precondition(lambda self: self.gross)
    @rule(data=st.data(), gross=st.sampled_from([900_000, 1_000_000, 1_234_500]))
    def correct_a_deal(self, data: st.DataObject, gross: int) -> None:
        deal = data.draw(st.sampled_from(sorted(self.gross)))
        self.office.core.patch(f"/transactions/{deal}", gross=gross, finalized=True)
        if self.gross[deal]:
            self.gross[deal] = gross

    @precondition(lambda self: self.gross)
    @rule(data=st.data())
    def cancel_a_deal(self, data: st.DataObject) -> None:
        deal = data.draw(st.sampled_from(sorted(self.gross)))
        self.office.core.patch(f"/transactions/{deal}", status="cancelled")
        self.gross[deal] = 0

    @precondition(lambda self: len(self.gross) > 1)
    @rule(data=st.data())
    def delete_a_deal(self, data: st.DataObject) -> None:
        deal = data.draw(st.sampled_from(sorted(self.gross)))
        self.office.core.delete(f"/transactions/{deal}")
        del self.gross[deal]

    # In QuickBooks

    @precondition(lambda self: self.gross)
    @rule(data=st.data(), by_number=st.booleans())
    def somebody_enters_a_deal(self, data: st.DataObject, by_number: bool) -> None:
        deal = data.draw(st.sampled_from(sorted(self.gross)))
        told = self.office.core.get(f"/transactions/{deal}")
        day = self.office.today.isoformat()
        own = self.office.number(DocumentKind.INVOICE, told["custom_id"])
        number = own if by_number else "1042"
        who = "Entered there" if by_number else told["address"]
        self.hands.enter("Invoice", who, self.gross[deal] or 5_000, number, day)

    @rule(day=st.sampled_from(["", "", "2026-03-01", "today"]))
    def somebody_closes_the_books(self, day: str) -> None:
        """Somebody sets the closing date, or takes it away."""
        self.closing = self.office.today.isoformat() if day == "today" else day
        self.office.quickbooks.set(book_close_date=self.closing or None)

    @staticmethod
    def choice(data: st.DataObject) -> Choose:
        def choose(options: Sequence[Any]) -> Any:
            return options[data.draw(st.integers(0, len(options) - 1))]

        return choose

    # In CoreBooks

    @rule(chosen=st.sampled_from(TEMPLATES), policies=POLICIES)
    def set_up(self, chosen: tuple[str, dict[str, Any]], policies: dict[str, Any]) -> None:
        self.office.use(chosen[0], **chosen[1], **policies)

    @rule()
    def copy_the_database(self) -> None:
        copy_database(self.database, self.copy)

    @precondition(lambda self: self.copy.exists())
    @rule()
    def put_the_copy_back(self) -> None:
        """After a disk failure; what was posted since is only in QuickBooks."""
        copy_database(self.copy, self.database)
        self.office.reconnect()
        self.last.clear()

    @rule(data=st.data())
    def take_a_name_over(self, data: st.DataObject) -> None:
        """Somebody selects the customer or vendor that another was merged into."""
        books = self.hands.look()
        gone = {id_ for (_, id_), body in books.parties.items() if not body["Active"]}
        winners = [
            key
            for key, body in books.parties.items()
            if str(body["DisplayName"]).startswith("Winner")
        ]
        names = [
            key
            for key, id_ in people.matches(self.office).items()
            if id_ in gone and "/quickbooks:" not in key  # which is a copy's, not CORE's
        ]
        if names:
            name = data.draw(st.sampled_from(sorted(names)))
            kind = name.partition("/")[0].capitalize()
            ids = [id_ for of, id_ in winners if of == kind]
            if ids:
                match_manually(
                    self.office.database, "", name, data.draw(st.sampled_from(ids)), "finance ops"
                )

    @rule(category=st.sampled_from(_WORKFLOWS))
    def sync(self, category: Category) -> None:
        self.press(category)

    @precondition(lambda self: self.gross)
    @rule(
        data=st.data(),
        category=st.sampled_from([INCOME, EXPENSES]),
        mode=st.sampled_from(CHOSEN),
    )
    def choose_a_way(self, data: st.DataObject, category: Category, mode: RunMode) -> None:
        self.press(category, (data.draw(st.sampled_from(sorted(self.gross))),), mode)

    @rule(data=st.data(), category=st.sampled_from(_WORKFLOWS), mode=st.sampled_from(CHOSEN))
    def choose_a_way_for_a_hold(
        self, data: st.DataObject, category: Category, mode: RunMode
    ) -> None:
        held = [key for key, state in states(self.office, category).items() if state.sentence]
        if held:
            key = data.draw(st.sampled_from(sorted(held)))
            self.press(category, (key.partition(":")[2],), mode)

    @rule(category=st.sampled_from([INCOME, EXPENSES]))
    def repost(self, category: Category) -> None:
        self.press(category, mode=RunMode.REPOST)

    @rule(category=st.sampled_from(_WORKFLOWS))
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
        """Press Run, twice where the first is only the preview; then sync, and once more."""
        run = self.run(category, records, mode, undo)
        if run.outcome == "previewed":
            run = self.run(category, records, mode, undo)
            assert run.outcome == "completed"
        self.last[category] = run.run_id
        if mode is not RunMode.SYNC:
            self.run(category)
        before = self.hands.look()
        again = self.run(category)
        assert (again.created, again.updated, again.voided) == (0, 0, 0), "nothing is new"
        assert {key: row.body for key, row in before.entries.items()} == {
            key: row.body for key, row in self.hands.look().entries.items()
        }
        check_amounts(self.office, category, self.hands.look(), self.gross)

    def run(
        self,
        category: Category,
        records: tuple[str, ...] = (),
        mode: RunMode = RunMode.SYNC,
        undo: int | None = None,
    ) -> RunReport:
        before, links = self.hands.look(), self.office.links()
        report = self.office.run(category, records, mode=mode, undo=undo)
        after = self.hands.look()
        previewed = report.outcome == "previewed"
        Run(mode, previewed, before, after, links, self.hands.copies, self.closing).check()
        assert self.office.quickbooks.trial_balance()["balanced"]
        return report


def _acting(act: Act) -> Callable[[OtherHands, st.DataObject], None]:
    def somebody_does_it(self: OtherHands, data: st.DataObject) -> None:
        note(self.hands.do(act, self.choice(data)))

    somebody_does_it.__name__ = f"somebody_{act.__name__}"
    return somebody_does_it


for each in ACTS:
    # A rule for each, so that half of what happens is done in QuickBooks.
    setattr(OtherHands, f"somebody_{each.__name__}", rule(data=st.data())(_acting(each)))


class OtherHandsAtThePc(OtherHands):
    """The same, with a company file of QuickBooks Desktop."""

    def open_quickbooks(
        self, core: CoreSandbox, database: Database, habits: int
    ) -> tuple[Office, RandomHands]:
        """An office with a new company file, and a bookkeeper at the PC."""
        self.file = file = CompanyFile(**HABITS[habits])
        self.stack.callback(file.close)
        return DirectDesktopOffice(core, file, database), RandomHands(DesktopHands(file))

    @rule(data=st.data(), category=st.sampled_from(_WORKFLOWS))
    def somebody_has_something_open(self, data: st.DataObject, category: Category) -> None:
        """Somebody has an entry, a customer or a vendor open during a run."""
        books = self.hands.look()
        keys = [*(row.key for row in books.live() if row.tags), *books.parties]
        _, id_ = data.draw(st.sampled_from(sorted(keys)))
        self.file.lock(id_)
        self.run(category)
        self.file.unlock()
        self.press(category)


_SETTINGS = settings(
    max_examples=examples(3),
    stateful_step_count=40 if profile() == "long" else 12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
TestOtherHands = OtherHands.TestCase
TestOtherHands.settings = _SETTINGS
TestOtherHandsAtThePc = OtherHandsAtThePc.TestCase
TestOtherHandsAtThePc.settings = _SETTINGS
