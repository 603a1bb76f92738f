"""Existing entries: which is proposed for what, told by a bookkeeper's cases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.books.documents import DocumentKind, marker
from include.books.entries import Entry, EntryStatus
from include.sync.existing.matching import propose
from include.sync.existing.values import Wanted
from tests.sync.existing.both_sides import (
    ELM,
    OAK,
    bill,
    day,
    entry,
    income,
    links,
    paid_to,
    payment,
    statement,
    the_one,
)

AGENTS = ("Jane Doe", "Jon Smith", "John Smith", "Maria Garcia")


def test_the_built_in_integrations_invoice_is_certain() -> None:
    found = the_one([income()], [entry(5, memo=OAK, number="TR-2026-640224")])
    assert (found.is_certain, found.best.entry.ref.id) == (True, "5")
    assert found.best.reasons == (
        "same number",
        "same amount",
        "same customer",
        "same address",
        "same date",
    )
    assert found.best.differences == ()
    assert found.best.score >= 90


@pytest.mark.parametrize(
    "number", ["INV-TR-2026-640224", "2026-640224", "640224", "INV640224", "TR2026640224-1"]
)
def test_a_number_is_known_in_other_forms(number: str) -> None:
    """The customer is the title company, and the memo says nothing."""
    found = the_one([income()], [entry(5, "Patriot Title", number=number, memo=OAK[:9])])
    assert found.is_certain


def test_a_number_alone_is_a_question_if_the_amount_differs() -> None:
    found = the_one([income()], [entry(5, cents=29_605_00, number="TR-2026-640224", memo=OAK)])
    assert not found.is_certain
    assert "total is $29,605.00 instead of $30,000.00" in found.best.differences


def test_the_brokerages_net_is_known_by_the_number() -> None:
    wanted = income(other_amounts=(("brokerage net", 3_395_00),))
    found = the_one([wanted], [entry(5, cents=3_395_00, number="640224")])
    assert found.is_certain
    assert "same amount as the brokerage net" in found.best.reasons
    assert "total is $3,395.00 instead of $30,000.00" in found.best.differences


def test_the_brokerages_net_without_a_number_is_certain_only_where_all_entries_are_so() -> None:
    """One such entry may be a fee that happens to be the same; a dozen are the way of booking."""
    wanted = [
        income(
            f"TR-2026-64{n}",
            f"{n} Oak St, Boston",
            30_000_00 + n,
            other_amounts=(("brokerage net", 3_000_00 + n),),
        )
        for n in range(1001, 1013)
    ]
    entries = [entry(n, f"{n} Oak St, Boston", 3_000_00 + n) for n in range(1001, 1013)]
    assert links(wanted[:1], entries[:1]) == {}
    assert len(links(wanted, entries)) == len(wanted)


def test_lines_that_add_up_are_the_same_amount() -> None:
    lines = (("Listing side", 20_000_00), ("Selling side", 10_000_00))
    found = the_one([income()], [entry(5, memo=OAK, lines=lines)])
    assert found.is_certain
    assert "same amount, over 2 lines" in found.best.reasons


def test_tax_that_quickbooks_added_does_not_count() -> None:
    taxed = replace(entry(5, cents=33_900_00, memo=OAK, number="640224"), tax=3_900_00)
    assert the_one([income()], [taxed]).is_certain


def test_typing_errors_by_hand_without_a_number() -> None:
    found = the_one(
        [bill(place=ELM)], [paid_to(5, "Jnae Doe", on=day(3), memo="comm. 17 Eml St #2")]
    )
    assert found.is_certain
    assert "similar vendor, Jnae Doe" in found.best.reasons
    assert "similar address" in found.best.reasons


def test_two_deals_of_one_price_in_a_month_are_asked_about() -> None:
    """Only the day tells them apart, and a bill may have been paid late."""
    wanted = [
        bill(number="TR-1001-640001", place=""),
        bill(number="TR-1001-640002", place="", on=day(17)),
    ]
    entries = [paid_to(5, on=day(16)), paid_to(6, on=day(30))]
    assert links(wanted, entries) == {}
    assert {one.best.entry.ref.id for one in propose(wanted, entries)} == {"5", "6"}


def test_two_deals_of_one_price_are_told_apart_by_the_address() -> None:
    wanted = [bill(number="TR-1001-640001"), bill(number="TR-1001-640002", place=ELM, on=day(17))]
    entries = [paid_to(5, on=day(17), memo=OAK), paid_to(6, on=day(20), memo=ELM)]
    assert set(links(wanted, entries).values()) == {"5", "6"}
    assert links(wanted, entries)[wanted[0].document.key] == "5"


def test_two_sides_of_one_transaction_are_asked_about_unless_the_number_tells() -> None:
    both = income(cents=15_000_00)
    sides = [
        replace(
            both,
            document=replace(
                both.document,
                key=f"{both.document.key}:{side}",
                number=f"{both.number}-{side[0].upper()}",
            ),
        )
        for side in ("buying", "listing")
    ]
    alike = [entry(5, cents=15_000_00, memo=OAK), entry(6, cents=15_000_00, memo=OAK)]
    assert links(sides, alike) == {}
    numbered = [
        replace(one, number=f"{both.number}-{side}") for one, side in zip(alike, "LB", strict=True)
    ]
    assert links(sides, numbered) == {sides[0].document.key: "6", sides[1].document.key: "5"}


def test_one_address_sold_twice() -> None:
    """Each has its own amount; where both are the same, too, it is a question."""
    wanted = [income("TR-2026-640224"), income("TR-2026-640900", cents=31_000_00, on=day(20))]
    entries = [entry(5, cents=31_000_00, on=day(20), memo=OAK), entry(6, memo=OAK)]
    assert links(wanted, entries) == {wanted[0].document.key: "6", wanted[1].document.key: "5"}
    same = [wanted[0], income("TR-2026-640900", on=day(20))]
    assert links(same, [entry(5, on=day(20), memo=OAK), entry(6, memo=OAK)]) == {}


def test_identical_bills_to_two_agents() -> None:
    """Their names are alike, and only one of them has an entry."""
    wanted = [bill("Jon Smith", 10401), bill("John Smith", 10402)]
    assert links(wanted, [paid_to(5, "Jon Smith", memo=OAK)]) == {wanted[0].document.key: "5"}
    both = [paid_to(5, "John Smith", memo=OAK), paid_to(6, "Jon Smith", memo=OAK)]
    assert links(wanted, both) == {wanted[0].document.key: "6", wanted[1].document.key: "5"}


def test_the_same_agent_twice_by_mistake_is_asked_about() -> None:
    """Somebody chose the wrong agent for one of two identical bills."""
    wanted = [bill("Jon Smith", 10401), bill("John Smith", 10402)]
    assert (
        links(wanted, [paid_to(5, "Jon Smith", memo=OAK), paid_to(6, "Jon Smith", memo=OAK)]) == {}
    )


def test_namesakes_are_told_apart_by_the_id() -> None:
    wanted = [bill("Maria Garcia", 10401), bill("Maria Garcia", 10402)]
    entries = [
        paid_to(5, "Maria Garcia (10402)", memo=OAK),
        paid_to(6, "Maria Garcia (10401)", memo=OAK),
    ]
    assert links(wanted, entries) == {wanted[0].document.key: "6", wanted[1].document.key: "5"}


def test_another_kind_of_entry_is_proposed_but_never_certain() -> None:
    found = the_one(
        [income()], [entry(5, memo=OAK, number="TR-2026-640224", kind=DocumentKind.SALES_RECEIPT)]
    )
    assert not found.is_certain
    assert "is a sales receipt, not an invoice" in found.best.differences
    assert not the_one([bill()], [paid_to(5, memo=OAK, kind=DocumentKind.CHECK)]).is_certain


def test_the_deposit_of_an_invoices_payment_is_not_in_the_way() -> None:
    entries = [entry(5, memo=OAK), entry(6, memo=OAK, kind=DocumentKind.DEPOSIT)]
    found = the_one([income()], entries)
    assert (found.is_certain, found.best.entry.ref.id) == (True, "5")
    assert [other.entry.ref.id for other in found.others] == ["6"]


def test_a_corebooks_tag_is_certain_whatever_else_differs() -> None:
    wanted = income()
    tag = marker("willow-park", wanted.document.key)
    tagged = entry(5, "Someone", 1_00, on=day(1, 1), memo=f"moved [{tag}]")
    found = the_one([replace(wanted, tag=tag)], [entry(6, memo=OAK, number=wanted.number), tagged])
    assert (found.is_certain, found.best.entry.ref.id, found.best.score) == (True, "5", 100)


def test_a_copy_with_the_same_tag_is_a_question() -> None:
    wanted = income()
    tag = marker("willow-park", wanted.document.key)
    copies = [entry(place, memo=f"{OAK} [{tag}]", number=wanted.number) for place in (5, 6)]
    assert links([replace(wanted, tag=tag)], copies) == {}


def test_an_entry_with_another_documents_tag_is_left_to_that() -> None:
    one, other = income(), income("TR-2026-640900", ELM)
    tag = marker("willow-park", other.document.key)
    tagged = entry(5, memo=f"{OAK} [{tag}]", number=one.number)
    assert links([one, replace(other, tag=tag)], [tagged]) == {other.document.key: "5"}


def test_what_ended_or_is_in_another_currency_is_never_proposed() -> None:
    same = entry(5, memo=OAK, number="TR-2026-640224")
    ended = [replace(same, status=status) for status in (EntryStatus.VOIDED, EntryStatus.DELETED)]
    assert propose([income()], [*ended, replace(same, currency="EUR")]) == []


def test_what_a_user_refused_is_not_proposed_again() -> None:
    wanted, same = income(), entry(5, memo=OAK, number="TR-2026-640224")
    refused = [(wanted.document.key, DocumentKind.INVOICE, "5")]
    assert propose([wanted], [same], refused) == []
    assert (
        len(propose([wanted], [same, replace(same, ref=replace(same.ref, id="6"))], refused)) == 1
    )


def test_statements_of_one_amount_are_known_by_their_days() -> None:
    wanted = [statement(f"ST-{month}", dt.date(2026, month, 1)) for month in range(1, 7)]
    entries = [
        entry(month, "Jane Doe", 120_00, on=dt.date(2026, month, 1), number=f"{month + 40}")
        for month in range(1, 7)
    ]
    expected = {one.document.key: one.number.removeprefix("ST-") for one in wanted}
    assert links(wanted, entries) == expected
    later = [*wanted, statement("ST-7", dt.date(2026, 7, 1))]
    assert links(later, entries) == expected


def test_statements_that_may_all_be_a_month_apart_are_asked_about() -> None:
    """Whoever bills June on July 1 has an entry on every day of CORE's but the first."""
    wanted = [statement(f"ST-{month}", dt.date(2026, month, 1)) for month in range(1, 7)]
    entries = [
        entry(month, "Jane Doe", 120_00, on=dt.date(2026, month + 1, 1)) for month in range(1, 7)
    ]
    assert links(wanted, entries) == {}
    assert links(wanted, entries[:-1]) == {}


def test_a_payment_is_known_by_the_invoice_that_it_pays() -> None:
    first, second = statement("ST-2026-001", day(1)), statement("ST-2026-002", day(1), 95_00)
    entries = [
        entry(5, "Jane Doe", 120_00, on=day(1), number="ST-2026-001"),
        entry(6, "Jane Doe", 95_00, on=day(1), number="ST-2026-002"),
        entry(7, "Jane Doe", 50_00, on=day(9), kind=DocumentKind.PAYMENT, links=("6",), balance=0),
        entry(8, "Jane Doe", 50_00, on=day(9), kind=DocumentKind.PAYMENT, links=("5",), balance=0),
    ]
    paid = [payment(first, day(9), 50_00, 1), payment(second, day(9), 50_00, 2)]
    found = links([first, second, *paid], entries)
    assert [found[one.document.key] for one in paid] == ["8", "7"]


def test_a_purchase_that_is_shown_as_two_kinds_is_used_once() -> None:
    check = paid_to(5, memo=OAK, kind=DocumentKind.CHECK)
    wanted = [bill(kind=DocumentKind.CHECK), bill(kind=DocumentKind.CHECK, number="TR-2026-640999")]
    found = propose(wanted, [check, replace(check, kind=DocumentKind.EXPENSE)])
    assert len(found) == 1


@st.composite
def small_books(draw: st.DrawFn) -> tuple[list[Wanted], list[Entry]]:
    """A few documents and entries that have much in common, from a handful of values."""
    numbers = ("TR-2026-640224", "TR-2026-640225", "TR-2026-640226")
    places, amounts = (OAK, ELM, ""), (7_840_15, 5_000_00, 95_00)
    days = st.sampled_from([day(1), day(2), day(15), day(28), day(25, 7)])
    wanted = {
        one.document.key: one
        for one in draw(
            st.lists(
                st.builds(
                    lambda who, number, place, cents, on: bill(
                        AGENTS[who], 10401 + who, number, place, cents, on
                    ),
                    st.integers(0, 3),
                    st.sampled_from(numbers),
                    st.sampled_from(places),
                    st.sampled_from(amounts),
                    days,
                ),
                max_size=6,
            )
        )
    }
    count = draw(st.integers(0, 8))
    entries = [
        paid_to(
            place,
            draw(st.sampled_from((*AGENTS, "Jnae Doe", ""))),
            draw(st.sampled_from(amounts)),
            on=draw(days),
            number=draw(st.sampled_from(("", "640224", *numbers, f"{numbers[0]}-A10401", "77"))),
            memo=draw(st.sampled_from((OAK, "12 Oka St", ELM, "17 Elm St", ""))),
        )
        for place in range(count)
    ]
    return list(wanted.values()), entries


@given(small_books())
def test_no_entry_is_proposed_twice_and_no_document_has_two(
    books: tuple[list[Wanted], list[Entry]],
) -> None:
    found = propose(*books)
    used = [one.best.entry.ref.id for one in found]
    documents = [one.wanted.document.key for one in found]
    assert len(set(used)) == len(used)
    assert len(set(documents)) == len(documents)


@given(small_books(), st.integers(0, 10_000))
def test_the_order_makes_no_difference(books: tuple[list[Wanted], list[Entry]], seed: int) -> None:
    wanted, entries = books
    expected = propose(wanted, entries)
    random = Random(seed)  # noqa: S311  (no secret comes of it)
    random.shuffle(wanted)
    random.shuffle(entries)
    assert propose(wanted, entries) == expected


@given(small_books(), st.data())
def test_an_entry_and_its_twin_are_never_certain(
    books: tuple[list[Wanted], list[Entry]], data: st.DataObject
) -> None:
    wanted, entries = books
    if not entries:
        return
    twin = data.draw(st.sampled_from(entries))
    both = [*entries, replace(twin, ref=replace(twin.ref, id="twin"))]
    assert not {"twin", twin.ref.id} & set(links(wanted, both).values())


@given(small_books(), st.data())
def test_the_tag_always_wins(books: tuple[list[Wanted], list[Entry]], data: st.DataObject) -> None:
    wanted, entries = books
    if not wanted or not entries:
        return
    one, its = data.draw(st.sampled_from(wanted)), data.draw(st.sampled_from(entries))
    tag = marker("willow-park", one.document.key)
    tagged = [
        replace(each, memo=f"{each.memo} [{tag}]") if each is its else each for each in entries
    ]
    asked = [replace(each, tag=marker("willow-park", each.document.key)) for each in wanted]
    assert links(asked, tagged)[one.document.key] == its.ref.id


@given(small_books(), st.data())
def test_an_entry_less_moves_no_link_to_another_entry(
    books: tuple[list[Wanted], list[Entry]], data: st.DataObject
) -> None:
    """Removing what is nobody's for certain may make a question certain, but changes no certain one."""
    wanted, entries = books
    before = links(wanted, entries)
    free = [one for one in entries if one.ref.id not in before.values()]
    if not free:
        return
    without = data.draw(st.sampled_from(free))
    after = links(wanted, [one for one in entries if one is not without])
    assert before.items() <= after.items()
