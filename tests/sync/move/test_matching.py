"""Which entry is which: the map, then the tag, then the figures; each once, and what is unclear stays open."""

from __future__ import annotations

import datetime as dt

from include.books.documents import DocumentKind
from include.books.entries import Entry, EntryRef, EntryStatus
from include.database.statuses import MatchedBy
from include.sync.move.matching import Found, OldEntry, match

DAY = dt.date(2026, 6, 1)


def old(
    key: str, number: str = "1", cents: int = 100, party: str = "Amy", **fields: str
) -> OldEntry:
    return OldEntry(
        key=key,
        kind=DocumentKind(fields.get("kind", "bill")),
        old_id=f"old {key}",
        tag=f"CB-{key}",
        number=number,
        date=DAY,
        total=cents,
        party_name=party,
        party_id=fields.get("party_id", ""),
    )


def new(
    entry_id: str, number: str = "1", cents: int = 100, party: str = "Amy", **fields: str
) -> Entry:
    return Entry(
        kind=DocumentKind(fields.get("kind", "bill")),
        ref=EntryRef(entry_id, "0"),
        number=number,
        date=DAY,
        party_id=fields.get("party_id", "7"),
        total=cents,
        balance=cents,
        lines=(),
        memo=fields.get("memo", ""),
        status=EntryStatus.LIVE,
        party_name=party,
    )


def found(
    olds: list[OldEntry], entries: list[Entry], new_ids: dict[str, set[str]] | None = None
) -> dict[str, tuple[str, MatchedBy | None]]:
    matched = match(olds, entries, new_ids or {}, lambda entry: entry.memo.split())
    return {
        key: (one.entry.ref.id if one.entry else "", one.matched_by) for key, one in matched.items()
    }


def test_the_map_comes_before_a_tag_that_was_copied() -> None:
    entries = [new("1", memo="CB-A"), new("2", memo="CB-A")]
    assert found([old("A")], entries, {"old A": {"2"}}) == {"A": ("2", MatchedBy.MAP)}


def test_a_map_that_names_an_entry_of_another_kind_is_not_believed() -> None:
    entries = [new("5", kind="invoice"), new("6", memo="CB-A")]
    assert found([old("A")], entries, {"old A": {"5"}}) == {"A": ("6", MatchedBy.TAG)}


def test_two_that_the_map_gives_one_entry_share_none() -> None:
    entries = [new("1", number="9")]
    ids = {"old A": {"1"}, "old B": {"1"}}
    assert found([old("A"), old("B")], entries, ids) == {"A": ("", None), "B": ("", None)}


def test_a_tag_on_two_entries_is_nobodys() -> None:
    entries = [new("1", memo="CB-A"), new("2", memo="CB-A")]
    assert found([old("A")], entries)["A"] == ("", None)


def test_figures_decide_only_where_one_entry_has_them() -> None:
    assert found([old("A")], [new("1"), new("2", cents=200)]) == {"A": ("1", MatchedBy.FIGURES)}
    assert found([old("A")], [new("1"), new("2")])["A"] == ("", None)
    assert found([old("A"), old("B")], [new("1")])["A"] == ("", None)


def test_an_entry_is_used_once() -> None:
    olds = [old("A"), old("B")]
    assert found(olds, [new("1", memo="CB-B")]) == {"A": ("", None), "B": ("1", MatchedBy.TAG)}


def test_the_party_is_that_of_the_new_quickbooks_where_it_is_known() -> None:
    renamed = new("1", party="Amy Adler LLC", party_id="45")
    assert found([old("A", party_id="45")], [renamed]) == {"A": ("1", MatchedBy.FIGURES)}
    assert found([old("A", party_id="46")], [renamed])["A"] == ("", None)


def test_an_expense_of_desktop_may_be_a_check_of_online() -> None:
    entries = [new("1", kind="check", memo="CB-A")]
    assert found([old("A", kind="expense")], entries) == {"A": ("1", MatchedBy.TAG)}


def test_candidates_are_those_with_the_amount_or_the_number_the_most_alike_first() -> None:
    entries = [new("1", cents=900), new("2", number="x"), new("3", number="y", cents=5)]
    one: Found = match([old("A")], entries, {}, lambda _: ())["A"]
    assert [entry.ref.id for entry in one.candidates] == ["1", "2"]


def test_what_a_person_chose_for_another_is_not_free() -> None:
    used = {(frozenset({DocumentKind.BILL}), "1")}
    assert match([old("A")], [new("1")], {}, lambda _: (), used)["A"].entry is None
