"""Whatever others did with an entry, whatever a run is for: properties of deciding as a whole."""

from __future__ import annotations

import dataclasses
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from include.books.catalogue import Catalogue, ListEntry
from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind, marker
from include.books.entries import Entry, EntryRef, EntryStatus, LineExtras, LinkedEntry, LinkedKind
from include.books.gateway import Action, CompanyFacts
from include.database.statuses import LinkStatus
from include.sync.decide.facts import Tracked
from include.sync.decide.planning import Books, decide_all
from include.sync.decide.questions import Answers, NotAskedYet
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.rules import Rules
from include.sync.decide.settled import settlement_of
from include.sync.run.mode import RunMode
from include.workflows.template import Posting
from tests.sync.decide.in_quickbooks import now
from tests.sync.decide.values import POSTED_ON, bill, entry, plan, rules

_LISTS = Catalogue(
    {
        ListEntry(ref.kind, ref.id, ref.name)
        for kind in (DocumentKind.BILL, DocumentKind.CHECK)
        for document in (bill(kind=kind),)
        for ref in (document.lines[0].target, document.account)
        if ref is not None
    }
)
_FACTS = CompanyFacts("1", "Willow & Park Realty", "online")

KINDS = st.sampled_from([DocumentKind.BILL, DocumentKind.CHECK, DocumentKind.EXPENSE])
CENTS = st.sampled_from([1, 100, 784_000, 800_000])
MODES = st.sampled_from([mode for mode in RunMode if mode is not RunMode.UNDO])
OPTIONS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "edited_in_quickbooks": st.sampled_from(["Overwrite with CORE", "Put on hold"]),
        "no_longer_in_core": st.sampled_from(["Put on hold", "Void"]),
    }
)


@st.composite
def tracked(draw: st.DrawFn, posted: Document) -> Tracked:
    """The entry of a document as CoreBooks knows it."""
    return entry(
        posted,
        draw(st.sampled_from(list(LinkStatus))),
        edited=draw(st.sampled_from(["", "date changed from 1/1/2026 to 1/2/2026"])),
        accepted=draw(st.sampled_from(["", "gone"])),
    )


@st.composite
def there(draw: st.DrawFn, posted: Document) -> Entry:
    """The same entry in QuickBooks, after others were at it."""
    linked = draw(st.lists(st.sampled_from(list(LinkedKind)), max_size=2))
    return now(
        posted,
        balance=draw(st.integers(0, posted.total)) if posted.kind is DocumentKind.BILL else 0,
        printed=draw(st.booleans()),
        linked=tuple(LinkedEntry(kind, str(900 + at)) for at, kind in enumerate(linked)),
    )


def alike(document: Document, **changes: Any) -> Entry:
    """An entry that somebody entered for the same thing."""
    return now(document, ref=EntryRef("777", "0"), **changes)


def decided(
    run: Rules, wanted: Document | None, link: Tracked | None, books: dict[str, Entry]
) -> RecordPlan:
    """The plan of one record, with every question answered from `books`, entries by ID."""
    answers = Answers()
    while True:
        links = (link,) if link else ()
        record = plan(*links, posting=Posting(documents=(wanted,) if wanted else ()))
        try:
            decide_all(run, [record], {}, Books(_LISTS, _FACTS, answers))
        except NotAskedYet as missing:
            _answer(missing, answers, books)
        else:
            return record


def _answer(missing: NotAskedYet, answers: Answers, books: dict[str, Entry]) -> None:
    asked = missing.questions
    assert not asked.is_empty
    answers.entries_now.update((key, books.get(key[1])) for key in asked.entries)
    answers.statuses.update((key, "") for key in asked.cleared)
    others = tuple(one for one in books.values() if one.ref.id == "777")
    for kind, number in asked.numbers:
        found = tuple(one for one in others if (one.kind, one.number) == (kind, number))
        answers.numbered[kind, number] = found
    for kind, (first, last) in asked.dated.items():
        dated = tuple(one for one in others if one.kind is kind)
        answers.by_date[kind] = (first, last, dated)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Rules, Document | None, Tracked | None, dict[str, Entry]]:
    """What CORE has, what stands, what others did, and what is asked for."""
    posted = bill(draw(CENTS), kind=draw(KINDS), date=POSTED_ON)
    link = draw(st.none() | tracked(posted))
    wanted = draw(st.none() | st.builds(lambda cents, kind: bill(cents, kind=kind), CENTS, KINDS))
    books = {"501": draw(there(posted))} if link else {}
    if wanted is not None and draw(st.booleans()):
        books["777"] = alike(wanted, number=draw(st.sampled_from([wanted.number, "1042"])))
    return rules(draw(MODES), **draw(OPTIONS)), wanted, link, books


@given(situations())
def test_what_others_settled_is_changed_only_for_who_says_so(situation: Any) -> None:
    run, wanted, link, books = situation
    record = decided(run, wanted, link, books)
    settlement = settlement_of(books["501"], 0) if link else None
    if settlement is None:
        return
    chosen = {RunMode.OVERWRITE}
    if settlement.is_print:
        chosen |= {RunMode.REPLACE, RunMode.VOID}
    for change in record.changes:
        if change.existing is not None and run.purpose not in chosen:
            assert change.action is Action.UPDATE
            assert change.document.total == link.total_cents
            assert change.document.party.key == link.document.party.key


@given(situations())
def test_every_document_ends_in_exactly_one_way(situation: Any) -> None:
    run, wanted, link, books = situation
    record = decided(run, wanted, link, books)
    ways = [
        bool(record.changes),
        bool(record.unchanged),
        bool(record.kept),
        bool(record.holds),
        bool(record.skipped),
        bool(record.linkings),
    ]
    is_there = wanted is not None or (link is not None and link.is_in_quickbooks)
    assert sum(ways) == is_there, (record, ways)
    actions = [change.action for change in record.changes]
    assert actions in (
        [],
        [Action.CREATE],
        [Action.UPDATE],
        [Action.VOID],
        [Action.VOID, Action.CREATE],
    )


@given(situations())
def test_keeping_writes_nothing(situation: Any) -> None:
    _, wanted, link, books = situation
    record = decided(rules(RunMode.KEEP_QUICKBOOKS), wanted, link, books)
    assert (record.changes, record.linkings) == ([], [])


@given(situations())
def test_what_somebody_entered_is_never_entered_beside_unless_chosen(situation: Any) -> None:
    run, wanted, link, books = situation
    record = decided(run, wanted, link, books)
    creates = [change for change in record.changes if change.is_new]
    twin = books.get("777")
    if twin and run.purpose is not RunMode.POST_ANYWAY:
        same_kind = [change for change in creates if change.kind is twin.kind]
        assert [change for change in same_kind if change.document.number == twin.number] == []
    for hold in record.holds:
        assert hold.sentence.endswith(".")
        assert hold.what_to_do
        if hold.cause is HoldCause.ENTRY_EXISTS:
            assert RunMode.LINK.button in hold.what_to_do


@given(situations())
def test_a_voided_twin_is_nobody(situation: Any) -> None:
    run, wanted, link, books = situation
    twin = books.pop("777", None)
    without = decided(run, wanted, link, books)
    if twin is not None and wanted is not None:
        books["777"] = alike(wanted, status=EntryStatus.VOIDED)
    assert decided(run, wanted, link, books).changes == without.changes


def found(there: Entry, core: Document, **answered: Any) -> RecordPlan:
    """The database lost an entry of CoreBooks (it was restored from a backup); CORE has `core`."""
    record = plan(posting=Posting(documents=(core,)))
    key = (there.kind, there.ref.id)
    known: dict[str, Any] = {"entries_now": {key: there}, "statuses": {key: ""}, **answered}
    tag = marker("willow-park", core.key)
    books = Books(_LISTS, _FACTS, Answers(**known), untracked={(tag, there.kind): there})
    decide_all(rules(), [record], {}, books)
    return record


def test_a_paid_bill_that_the_database_lost_keeps_its_amount() -> None:
    paid = now(bill(784_000), balance=0, linked=(LinkedEntry(LinkedKind.PAYMENT, "900"),))
    (hold,) = found(paid, bill(800_000)).holds
    assert hold.cause is HoldCause.SETTLED
    assert "CORE's change, $7,840.00 to $8,000.00, wasn't posted." in hold.sentence
    assert [change.action for change in found(paid, bill(784_000)).changes] == [Action.UPDATE]


def test_a_reconciled_check_that_the_database_lost_keeps_its_amount() -> None:
    check = bill(784_000, kind=DocumentKind.CHECK)
    reconciled = {(DocumentKind.CHECK, "501"): "reconciled"}
    there = now(check, account_id="35", date=check.date)
    higher = bill(800_000, kind=DocumentKind.CHECK)
    (hold,) = found(there, higher, statuses=reconciled).holds
    assert hold.cause is HoldCause.CLEARED
    assert len(found(there, check, statuses=reconciled).changes) == 1


def test_what_is_set_on_an_entry_that_the_database_lost_stays() -> None:
    core = bill(800_000)
    memo = f"{core.memo} [{marker('willow-park', core.key)}] paid by wire"
    there = now(bill(784_000), memo=memo, extras=(LineExtras("1", "North Shore"),))
    (change,) = found(there, core).changes
    assert (change.memo, change.extras) == (memo, (LineExtras("1", "North Shore"),))


def test_a_copy_with_a_tag_waits_for_a_person_whatever_the_options_say() -> None:
    """A bookkeeper copied an entry: `no longer in CORE: Void` isn't meant for it."""
    link = entry(bill())
    record = plan(link, posting=Posting(not_ready="deleted in CORE"), gone=True)
    record.record = dataclasses.replace(record.record, key="entry:123456")
    decide_all(rules(no_longer_in_core="Void"), [record], {}, Books(_LISTS, _FACTS, Answers()))
    assert (record.changes, [hold.cause for hold in record.holds]) == ([], [HoldCause.STRAY])
