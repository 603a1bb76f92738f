"""What agrees and what differs, and what that weighs."""

from __future__ import annotations

from dataclasses import replace

from include.sync.existing.comparing.evidence import AmountFit
from include.sync.existing.comparing.names import NameFit
from include.sync.existing.comparing.numbers import NumberFit
from include.sync.existing.comparing.places import PlaceFit
from tests.sync.existing.both_sides import ELM, OAK, bill, day, entry, evidence, income, paid_to


def test_everything_agrees() -> None:
    found = evidence(bill(), paid_to(5, memo=OAK, number="TR-2026-640224-A10401"))
    assert found.number is NumberFit.SAME
    assert (found.name, found.place) == (NameFit.SAME, PlaceFit.SAME)
    assert (found.amount, found.days, found.same_kind) == (AmountFit.SAME, 0, True)


def test_the_more_agrees_the_more_it_weighs() -> None:
    weights = [
        evidence(bill(), each).points
        for each in (
            paid_to(5, "Al Roe", on=day(20)),
            paid_to(5, on=day(20)),
            paid_to(5),
            paid_to(5, memo=OAK),
            paid_to(5, memo=OAK, number="640224"),
            paid_to(5, memo=OAK, number="TR-2026-640224"),
        )
    ]
    assert weights == sorted(set(weights))


def test_the_customer_that_is_the_property_counts_as_its_address() -> None:
    found = evidence(income(), entry(5, "12 Oak St"))
    assert (found.name, found.place) == (NameFit.NONE, PlaceFit.STREET)


def test_what_is_anothers_speaks_against_it() -> None:
    other = bill("Al Roe", 10402, "TR-2026-640900", ELM)
    found = evidence(bill(), paid_to(5, "Al Roe", memo=ELM, number="TR-2026-640900"), other)
    assert (found.number, found.name, found.place) == (
        NumberFit.OTHERS,
        NameFit.OTHERS,
        PlaceFit.OTHERS,
    )
    assert found.points < 0


def test_the_tax_that_quickbooks_added_is_no_part_of_the_amount() -> None:
    taxed = replace(entry(5, cents=33_900_00), tax=3_900_00)
    assert evidence(income(), taxed).amount is AmountFit.SAME


def test_a_form_of_the_amount() -> None:
    found = evidence(income(other_amounts=(("brokerage net", 3_395_00),)), entry(5, cents=3_395_00))
    assert (found.amount, found.form) == (AmountFit.FORM, "brokerage net")


def test_a_far_day_weighs_nothing_where_the_number_tells() -> None:
    near, far = (entry(5, number="TR-2026-640224", on=on) for on in (day(20), day(20, 12)))
    assert evidence(income(), near).points - evidence(income(), far).points <= 2
    assert evidence(income(), entry(5, on=None)).days is None


def test_an_amount_of_nothing_is_no_sign() -> None:
    zero = evidence(bill(cents=0), paid_to(5, cents=0))
    assert zero.points < evidence(bill(), paid_to(5)).points
