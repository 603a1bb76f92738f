"""What a bookkeeper added to an entry stays when CORE changes it: classes, customers, words in the memo."""

from __future__ import annotations

import dataclasses

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line, marker
from include.books.entries import EntryExtras, EntryStatus, LineExtras
from include.books.gateway import Action
from include.database.statuses import LinkStatus
from include.sync.decide.additions import (
    keep_additions,
    line_extras,
    replaced_entries,
    whole_memo,
)
from include.sync.decide.compare import Verdict
from include.sync.decide.decide import Decider
from include.sync.decide.questions import Answers
from include.sync.run.mode import RunMode
from tests.sync.decide.in_quickbooks import now
from tests.sync.decide.values import bill, entry, plan, rules

COST, FEES = ListRef(ListKind.ACCOUNT, "71", "Costs"), ListRef(ListKind.ACCOUNT, "82", "Fees")
BOSTON, CHESTER = LineExtras(class_id="7"), LineExtras(class_id="8", billable=True)
NOTHING = LineExtras()


def doc(*lines: tuple[str, int, ListRef]) -> Document:
    return bill(lines=tuple(Line(name, name, cents, target) for name, cents, target in lines))


COMMISSION, FEE = ("Commission", 784_000, COST), ("Desk fee", -2_000, FEES)
LINES = [
    ("the same lines", [COMMISSION, FEE], [BOSTON, CHESTER]),
    ("another amount", [("Commission", 800_000, COST), FEE], [BOSTON, CHESTER]),
    ("another order", [FEE, COMMISSION], [CHESTER, BOSTON]),
    ("another name on the account", [("Share", 1, COST), FEE], [BOSTON, CHESTER]),
    ("another account", [("Commission", 784_000, FEES)], [CHESTER]),
    ("a line more", [COMMISSION, FEE, ("Stager", 1, ListRef(ListKind.ACCOUNT, "90", "S"))], [BOSTON, CHESTER, NOTHING]),
    ("a second line of the account", [COMMISSION, ("Bonus", 1, COST)], [BOSTON, NOTHING]),
    ("by name rather than first", [("Bonus", 1, FEES), FEE], [CHESTER, NOTHING]),
]  # fmt: skip


@pytest.mark.parametrize(("says", "after", "kept"), LINES, ids=[row[0] for row in LINES])
def test_a_line_keeps_what_is_set_on_the_one_it_continues(
    says: str, after: list[tuple[str, int, ListRef]], kept: list[LineExtras]
) -> None:
    assert says
    before = doc(COMMISSION, FEE)
    there = now(before, extras=(BOSTON, CHESTER))
    assert line_extras(there, before, doc(*after)) == tuple(kept)


@pytest.mark.parametrize(
    ("name", "kept"), [("Commission", [BOSTON]), ("Desk fee", [CHESTER]), ("Stager", [NOTHING])]
)
def test_where_accounts_become_products_a_line_continues_the_one_of_its_item(
    name: str, kept: list[LineExtras]
) -> None:
    before = doc(COMMISSION, FEE)
    sold = ListRef(ListKind.PRODUCT, FEES.id if name == "Commission" else "5", "Product")
    there = now(before, extras=(BOSTON, CHESTER))
    assert line_extras(there, before, doc((name, 1, sold))) == tuple(kept)


def test_of_two_lines_of_one_account_each_keeps_its_own() -> None:
    before = doc(("Commission", 1, COST), ("Bonus", 2, COST))
    there = now(before, extras=(BOSTON, CHESTER))
    assert line_extras(there, before, doc(("Bonus", 3, COST), ("Commission", 1, COST))) == (
        CHESTER,
        BOSTON,
    )


def test_a_line_whose_amount_or_account_was_edited_keeps_what_is_set_on_it() -> None:
    before = doc(COMMISSION, FEE)
    there = now(before, lines=(("Commission", 5), ("Desk fee", -2_000)), extras=(BOSTON, CHESTER))
    assert line_extras(there, before, before) == (BOSTON, CHESTER)
    other = now(before, targets=("99", "82"), extras=(BOSTON, CHESTER))
    assert line_extras(other, before, before) == (BOSTON, CHESTER)
    unknown = now(before, targets=(), extras=(BOSTON, CHESTER))
    assert line_extras(unknown, before, before) == (BOSTON, CHESTER)
    assert line_extras(now(before), before, before) == ()


def test_of_two_lines_of_one_account_the_edited_one_keeps_its_own() -> None:
    before = doc(("Commission", 1, COST), ("Bonus", 2, COST))
    there = now(before, lines=(("Commission", 1), ("Bonus", 5)), extras=(BOSTON, CHESTER))
    assert line_extras(there, before, before) == (BOSTON, CHESTER)


def test_of_two_lines_of_one_amount_each_keeps_that_of_its_account() -> None:
    before = doc(("Commission", 1, COST), ("Desk fee", 1, FEES))
    there = now(before, targets=("82", "71"), extras=(CHESTER, BOSTON))
    assert line_extras(there, before, before) == (BOSTON, CHESTER)


def test_another_line_in_its_place_is_nobodys() -> None:
    before = doc(COMMISSION, FEE)
    both = {"lines": (("Else", 5), ("Desk fee", -2_000)), "targets": ("99", "82")}
    there = now(before, extras=(BOSTON, CHESTER), **both)
    assert line_extras(there, before, before) == (NOTHING, CHESTER)


TAG = f"[{marker('willow-park', bill().key)}]"
STREET, OTHER = "11 Arlington St", "12 Arlington St"
MEMOS = [
    ("untouched", f"{STREET} {TAG}", STREET, STREET, None),
    ("untouched, changed in CORE", f"{STREET} {TAG}", STREET, OTHER, None),
    ("words behind the tag", f"{STREET} {TAG} Paid by wire", STREET, STREET, f"{STREET} {TAG} Paid by wire"),
    ("words behind it, changed in CORE", f"{STREET} {TAG} Paid by wire", STREET, OTHER, f"{OTHER} {TAG} Paid by wire"),
    ("words before it", f"See file. {STREET} {TAG}", STREET, STREET, f"See file. {STREET} {TAG}"),
    ("words before it, changed in CORE", f"See file. {STREET} {TAG}", STREET, OTHER, f"See file. {OTHER} {TAG}"),
    ("other words", f"See file {TAG}", STREET, STREET, f"See file {TAG}"),
    ("other words, changed in CORE", f"See file {TAG}", STREET, OTHER, None),
    ("no tag any more", "See file", STREET, STREET, f"See file {TAG}"),
    ("no tag any more, changed in CORE", "See file", STREET, OTHER, f"{OTHER} {TAG} See file"),
    ("nothing any more", "", STREET, STREET, TAG),
    ("it had no memo", f"See file {TAG}", "", "", f"See file {TAG}"),
    ("the tag twice, CORE has a memo now", f"{TAG} See {TAG}", "", OTHER, f"{OTHER} {TAG} See {TAG}"),
    ("it had none, CORE has one", f"See file {TAG}", "", OTHER, f"See file {OTHER} {TAG}"),
]  # fmt: skip


@pytest.mark.parametrize(("says", "there", "before", "core", "left"), MEMOS)
def test_words_in_the_memo_stay(
    says: str, there: str, before: str, core: str, left: str | None
) -> None:
    assert says
    assert whole_memo(there, before, bill(memo=core), "willow-park") == left


def test_additions_are_kept_by_updates_alone() -> None:
    before, after = bill(784_000), bill(800_000)
    there_already = dataclasses.replace(BOSTON, line_id="1")
    link = entry(before)
    for mode, core, extras, memo in (
        (RunMode.SYNC, after, (there_already,), f"See file. {before.memo} {TAG} Wire"),
        (RunMode.VOID, None, (), None),
    ):
        record = plan(link)
        verdict = Verdict.UPDATE if core else Verdict.ORPHAN
        Decider(rules(mode), {}).decide(record, verdict, core, link)
        there = now(
            before,
            extras=(there_already,),
            memo=f"See file. {before.memo} {TAG} Wire",
            whole=EntryExtras(location_id="3"),
        )
        keep_additions(rules(mode), [record], Answers(entries_now={(before.kind, "501"): there}))
        (change,) = record.changes
        assert (change.extras, change.memo, change.whole) == (extras, memo, EntryExtras())
        unread = dataclasses.replace(change, extras=(), memo=None)
        record.changes = [unread]
        keep_additions(rules(mode), [record], Answers())
        assert record.changes == [unread]


@pytest.mark.parametrize("printed", [False, True])
def test_a_printed_check_keeps_the_number_on_its_paper(*, printed: bool) -> None:
    before = bill(784_000, kind=DocumentKind.CHECK)
    link = entry(before)
    record = plan(link)
    after = bill(784_000, kind=DocumentKind.CHECK, memo="New")
    Decider(rules(), {}).decide(record, Verdict.UPDATE, after, link)
    unread = record.changes[0].content
    there = now(before, printed=printed, number="1042", memo=f"{before.memo} {TAG}")
    keep_additions(rules(), [record], Answers(entries_now={(before.kind, "501"): there}))
    (change,) = record.changes
    assert (change.keeps_number, change.content == unread) == (printed, not printed)
    # The one that replaces it is another piece of paper.
    voided = dataclasses.replace(link, status=LinkStatus.VOIDED)
    record.changes = [
        dataclasses.replace(change, action=Action.CREATE, existing=None, tracked=voided)
    ]
    keep_additions(rules(), [record], Answers(entries_now={(before.kind, "501"): there}))
    assert not record.changes[0].keeps_number


def test_what_is_new_or_comes_back_without_anything_set_is_as_core_has_it() -> None:
    old, new = bill(), bill(key="new")
    voided = entry(old, LinkStatus.VOIDED)
    record = plan(voided)
    for document, link in ((new, None), (old, voided)):
        Decider(rules(), {}).decide(record, Verdict.CREATE, document, link)
    before = list(record.changes)
    there = now(old, status=EntryStatus.VOIDED, memo=f"Voided - {old.memo} {TAG}")
    keep_additions(rules(), [record], Answers(entries_now={(old.kind, "501"): there}))
    assert ([change.action for change in before], record.changes) == (["create", "create"], before)
    copied = dataclasses.replace(there, memo=f"Voided - {old.memo} {TAG} see {TAG}")
    keep_additions(rules(), [record], Answers(entries_now={(old.kind, "501"): copied}))
    assert record.changes[1].memo == f"{old.memo} {TAG} see {TAG}"


def test_lines_without_anything_set_add_nothing() -> None:
    before = bill(784_000)
    link = entry(before)
    record = plan(link)
    Decider(rules(), {}).decide(record, Verdict.UPDATE, bill(800_000), link)
    there = now(before, extras=(LineExtras(line_id="1"),), memo=f"{before.memo} {TAG}")
    keep_additions(rules(), [record], Answers(entries_now={(before.kind, "501"): there}))
    (change,) = record.changes
    assert (change.extras, change.memo) == ((), None)


WIRE = "Paid by wire"
REPLACED = [
    ("still there", LinkStatus.IN_QUICKBOOKS, EntryStatus.LIVE, ""),
    ("voided by hand", LinkStatus.VOIDED_IN_QUICKBOOKS, EntryStatus.VOIDED, "Voided - "),
    ("voided by CoreBooks", LinkStatus.VOIDED, EntryStatus.VOIDED, "VOID: "),
]


@pytest.mark.parametrize(
    ("says", "status", "seen", "begins"), REPLACED, ids=[row[0] for row in REPLACED]
)
def test_what_replaces_an_entry_keeps_what_a_bookkeeper_set_on_it(
    says: str, status: LinkStatus, seen: EntryStatus, begins: str
) -> None:
    assert says
    old, new = bill(), bill(kind=DocumentKind.CHECK)
    link = entry(old, status)
    record = plan(link)
    Decider(rules(RunMode.REPOST), {}).decide(
        record, Verdict.UPDATE if status is LinkStatus.IN_QUICKBOOKS else Verdict.CREATE, new, link
    )
    if not record.changes:  # what was voided by hand comes back only if someone asks for it
        record.holds.clear()
        Decider(rules(RunMode.RECREATE), {}).decide(record, Verdict.CREATE, new, link)
    there = dataclasses.replace(
        now(old, extras=(dataclasses.replace(BOSTON, line_id="1"),)),
        memo=f"{begins}{old.memo} {TAG} {WIRE}",
        status=seen,
        whole=EntryExtras(location_id="3"),
    )
    keep_additions(rules(), [record], Answers(entries_now={(old.kind, "501"): there}))
    created = record.changes[-1]
    assert (created.action, created.kind) == (Action.CREATE, DocumentKind.CHECK)
    assert created.extras == (BOSTON,)
    assert created.whole == EntryExtras(location_id="3")
    assert created.memo == f"{new.memo} {TAG} {WIRE}"
    asked = list(replaced_entries([record]))
    assert asked == ([] if status is LinkStatus.IN_QUICKBOOKS else [(old.kind, "501")])
