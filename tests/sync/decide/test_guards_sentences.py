"""What a hold says of closed periods, unavailable lists and the bank: both values and what to do."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from include.books.catalogue import Catalogue, ListEntry, ListKind, ListRef
from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind
from include.books.gateway import CompanyFacts
from include.sync.decide.compare import Verdict
from include.sync.decide.decide import Decider
from include.sync.decide.facts import Tracked
from include.sync.decide.guards import guard, guard_cleared, moves
from include.sync.decide.questions import Answers, NotAskedYet
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.undo import EarlierWrite, WriteToUndo, undo
from include.sync.run.mode import RunMode
from include.workflows.template import OnHold
from tests.sync.decide.values import TODAY_IN_CORE, bill, entry, plan, rules

CLOSING = dt.date(2026, 2, 28)
MAR_1, FEB_9 = dt.date(2026, 3, 1), dt.date(2026, 2, 9)
FIRST_OPEN_DAY: dict[str, Any] = {"closed_period": "Post on the first open day"}
NAME = "TR-2026-640224-A45 ($7,840.00) for Amy Adler, 11 Arlington St, Boston, MA 02128"
CHECK, REGISTER = (
    DocumentKind.CHECK,
    (
        "Undo the match or reconciliation in the account register and run again. Or record the "
        "difference yourself, then select “Keep QuickBooks version”."
    ),
)
METHOD, CLASS = ListRef(ListKind.PAYMENT_METHOD, "9", "ACH"), ListRef(ListKind.CLASS, "7", "Boston")
LISTS = Catalogue(
    [
        ListEntry(ListKind.ACCOUNT, "71", "Agent Commissions"),
        ListEntry(ListKind.ACCOUNT, "35", "Checking Account"),
        ListEntry(ListKind.ACCOUNT, "36", "Toronto Savings", currency="CAD"),
        ListEntry(ListKind.CLASS, "7", "Boston", active=False),
    ]
)


def decided(
    core: Document | None, link: Tracked | None = None, mode: RunMode = RunMode.SYNC, **options: Any
) -> RecordPlan:
    record = plan(*([link] if link else []))
    verdict = Verdict.ORPHAN if core is None else Verdict.UPDATE if link else Verdict.CREATE
    Decider(rules(mode, **options), {}).decide(record, verdict, core, link)
    facts = CompanyFacts("1", "Willow & Park Realty", "online", closing_date=CLOSING)
    guard(rules(mode, **options), [record], LISTS, facts)
    return record


@pytest.mark.parametrize(
    ("core", "change"),
    [(bill(800_000), ", $7,840.00 to $8,000.00,"), (bill(784_000, memo="x"), "")],
    ids=["another amount", "another memo"],
)
def test_an_entry_in_a_closed_period_is_told_with_both_amounts(core: Document, change: str) -> None:
    record = decided(core, entry(bill(), date=CLOSING))
    assert (record.changes, record.holds) == (
        [],
        [
            OnHold(
                bill().key,
                HoldCause.CLOSED_PERIOD,
                f"Bill {NAME} is dated Feb 28, 2026, in a closed period (closing date Feb 28, 2026). "
                f"CORE's change{change} wasn't posted.",
                "Change the closing date and run again. Or record the difference in an open period, "
                "then select “Keep QuickBooks version”.",
            )
        ],
    )


def test_a_void_in_a_closed_period_is_told_as_a_change_to_zero() -> None:
    (hold,) = decided(None, entry(bill(), date=CLOSING), RunMode.VOID).holds
    assert "CORE's change, $7,840.00 to $0.00, wasn't posted." in hold.sentence


def test_an_undo_in_a_closed_period_is_told_as_one() -> None:
    record, run = plan(entry(bill(800_000), date=CLOSING)), rules(RunMode.UNDO)
    before = EarlierWrite(bill(), CLOSING, setup_version=1, shape_version=1)
    undo(run, record, [WriteToUndo(bill(800_000), 4, before, was_undone=False)])
    facts = CompanyFacts("1", "Willow & Park Realty", "online", closing_date=CLOSING)
    guard(run, [record], LISTS, facts)
    (hold,) = record.holds
    assert hold.sentence.endswith("The undo, $8,000.00 to $7,840.00, wasn't posted.")


def test_a_new_entry_in_a_closed_period_is_told_with_its_date() -> None:
    record = decided(bill(date=FEB_9))
    assert (record.changes, record.holds) == (
        [],
        [
            OnHold(
                bill().key,
                HoldCause.CLOSED_PERIOD,
                f"Bill {NAME} would be dated Feb 9, 2026, in a closed period (closing date Feb 28, "
                "2026). It wasn't posted.",
                "Change the closing date, or choose to post on the first open day in the workflow "
                "options. Then run again.",
            )
        ],
    )


@pytest.mark.parametrize(
    ("core", "due"),
    [
        (bill(date=FEB_9), MAR_1),
        (bill(date=FEB_9, due_date=dt.date(2026, 4, 1)), dt.date(2026, 4, 1)),
    ],
    ids=["due then", "due later"],
)
def test_on_the_first_open_day_an_entry_says_so(core: Document, due: dt.date) -> None:
    (change,) = decided(core, **FIRST_OPEN_DAY).changes
    assert (change.date, change.due_date) == (MAR_1, due)
    assert change.reason == (
        "new in CORE; dated 2026-03-01 instead of 2026-02-09 because the closing date is 2026-02-28"
    )


def test_one_document_held_leaves_the_others() -> None:
    record = plan()
    for document in (bill(date=FEB_9), bill(key="other")):
        Decider(rules(), {}).decide(record, Verdict.CREATE, document, None)
    facts = CompanyFacts("1", "Willow & Park Realty", "online", closing_date=CLOSING)
    guard(rules(), [record], LISTS, facts)
    assert [change.key for change in record.changes] == ["other"]


LISTED = [
    (
        bill(class_ref=CLASS),
        HoldCause.CLASS_UNAVAILABLE,
        "class Boston, which is inactive in QuickBooks.",
        "class",
    ),
    (
        bill(payment_method=METHOD),
        HoldCause.PAYMENT_METHOD_UNAVAILABLE,
        "payment method ACH, which is no longer in QuickBooks.",
        "payment method",
    ),
    (
        bill(account=ListRef(ListKind.ACCOUNT, "99", "Old Bank")),
        HoldCause.ACCOUNT_UNAVAILABLE,
        "account Old Bank, which is no longer in QuickBooks.",
        "account",
    ),
]


@pytest.mark.parametrize(("core", "cause", "uses", "kind"), LISTED)
def test_what_is_not_available_is_named(
    core: Document, cause: HoldCause, uses: str, kind: str
) -> None:
    record = decided(core)
    assert (record.changes, record.holds) == (
        [],
        [
            OnHold(
                bill().key,
                cause,
                f"Bill {NAME} uses the {uses}",
                f"Make the {kind} active in QuickBooks, or choose another {kind} in the workflow options. "
                "Then run again.",
            )
        ],
    )


SAVINGS = ListRef(ListKind.ACCOUNT, "36", "Toronto Savings")


def test_an_account_in_another_currency_is_named() -> None:
    record = decided(bill(account=SAVINGS))
    assert (record.changes, record.holds) == (
        [],
        [
            OnHold(
                bill().key,
                HoldCause.OTHER_CURRENCY_IN_QUICKBOOKS,
                f"Bill {NAME} is in USD, but the account Toronto Savings is in CAD.",
                "Choose another account that is in USD in the workflow options. Then run again.",
            )
        ],
    )


def test_an_entry_on_an_account_in_another_currency_can_be_voided() -> None:
    (change,) = decided(None, entry(bill(account=SAVINGS), date=MAR_1), RunMode.VOID).changes
    assert change.action == "void"


def test_of_a_records_documents_only_those_that_cannot_be_posted_wait() -> None:
    """The payment goes with its invoice: it isn't told beside it."""
    invoice = bill(key="invoice", kind=DocumentKind.INVOICE, class_ref=CLASS)
    payment = bill(key="P1", kind=DocumentKind.PAYMENT, pays="invoice", class_ref=CLASS)
    record = plan()
    last = bill(key="last", class_ref=CLASS)
    for document in (bill(key="one"), invoice, payment, bill(key="other"), last):
        Decider(rules(), {}).decide(record, Verdict.CREATE, document, None)
    guard(rules(), [record], LISTS, CompanyFacts("1", "Willow & Park Realty", "online"))
    assert [hold.document_key for hold in record.holds] == ["invoice", "last"]
    assert [change.key for change in record.changes] == ["one", "other"]


def test_what_is_to_be_created_first_is_not_missing() -> None:
    assert len(decided(bill(class_ref=ListRef(ListKind.CLASS, "", "Chester"))).changes) == 1


def cleared(record: RecordPlan, status: str) -> RecordPlan:
    answers = Answers(statuses={(change.document.kind, "501"): status for change in record.changes})
    guard_cleared([record], answers)
    return record


BANK = [
    (
        bill(800_000, kind=CHECK),
        RunMode.SYNC,
        "reconciled in QuickBooks, so it wasn't changed. CORE's change, $7,840.00 to $8,000.00, wasn't posted.",
    ),
    (None, RunMode.VOID, "reconciled in QuickBooks, so it wasn't voided."),
]


@pytest.mark.parametrize(("core", "mode", "says"), BANK)
def test_what_is_reconciled_is_told_with_both_amounts(
    core: Document | None, mode: RunMode, says: str
) -> None:
    link = entry(bill(kind=CHECK), date=MAR_1)
    record = cleared(decided(core, link, mode), "reconciled")
    assert (record.changes, record.holds) == (
        [],
        [OnHold(bill().key, HoldCause.CLEARED, f"Check {NAME} is {says}", REGISTER)],
    )
    open_there = cleared(decided(core, link, mode), "")
    assert (len(open_there.changes), open_there.holds) == (1, [])


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_the_bank_shows_what_moves_its_money(kind: DocumentKind) -> None:
    in_the_bank = {"sales receipt", "deposit", "check", "expense", "payment", "refund"}
    link = entry(bill(kind=kind), date=MAR_1)
    record = decided(bill(800_000, kind=kind), link)
    if kind.value not in in_the_bank:
        guard_cleared([record], Answers())
        return
    with pytest.raises(NotAskedYet) as asked:
        guard_cleared([record], Answers())
    assert asked.value.questions.cleared == {(kind, "501")}


MOVES = [
    ("another memo", bill(kind=CHECK, memo="x"), {}, False),
    ("another amount", bill(1, kind=CHECK), {}, True),
    ("another date", bill(kind=CHECK, date=MAR_1), {}, True),
    ("another account", bill(kind=CHECK, account=ListRef(ListKind.ACCOUNT, "36", "Other")), {}, True),
    ("the account gone", bill(kind=CHECK, account=None, memo="x"), {}, True),
    ("edited", bill(kind=CHECK, memo="x"), {"edited": "memo"}, True),
]  # fmt: skip


@pytest.mark.parametrize(("says", "core", "state", "is_moved"), MOVES, ids=[r[0] for r in MOVES])
def test_a_banks_statement_shows_amount_date_and_account(
    says: str, core: Document, state: dict[str, Any], *, is_moved: bool
) -> None:
    assert says
    link = entry(bill(kind=CHECK), date=TODAY_IN_CORE, **state)
    record = plan(link)
    Decider(rules(), {}).decide(record, Verdict.UPDATE, core, link)
    (change,) = record.changes
    assert moves(change) is is_moved
    assert moves(dataclasses.replace(change, tracked=None)) is False
