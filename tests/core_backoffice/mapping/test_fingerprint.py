"""A file's fingerprint, and the profile that fits it: exactly, with columns beside, or nearly."""

from __future__ import annotations

import io

from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.files.sheets import SheetFile
from include.core_backoffice.mapping.fingerprint import (
    Ambiguous,
    FitLevel,
    choose,
    fingerprint,
    fit,
)
from include.core_backoffice.mapping.own_layout import empty_workbook, sample_workbook
from include.core_backoffice.mapping.profile import Profile, Table, TableKind, Value
from include.core_backoffice.mapping.ready import OWN, ready_profile, ready_profiles


def csv(*headers: str, row: str = "") -> SheetFile:
    cells = row or ",".join(str(number) for number in range(len(headers)))
    return open_file("deals.csv", io.BytesIO(f"{','.join(headers)}\n{cells}\n".encode()))


def profile(name: str, *headers: str, reads: tuple[str, ...] = ()) -> Profile:
    fields = {"gross": Value(columns=reads)} if reads else {}
    table = Table(of=TableKind.DEALS, headers=headers, key=headers[:1], fields=fields)
    return Profile(name=name, contents="changes", tables=(table,))


def test_the_order_and_case_of_headers_make_no_difference() -> None:
    assert fingerprint(csv("Deal ID", "Gross")) == fingerprint(csv("gross", " DEAL  ID "))
    assert len(fingerprint(csv("Deal ID", "Gross"))) == 64


def test_another_header_does() -> None:
    assert fingerprint(csv("Deal ID", "Gross")) != fingerprint(csv("Deal ID", "Net"))
    assert fingerprint(csv("Deal ID", "Gross")) != fingerprint(csv("Deal ID", "Gross", "Gross"))


def test_the_content_does_not() -> None:
    own = [open_file("a.xlsx", io.BytesIO(make())) for make in (empty_workbook, sample_workbook)]
    assert fingerprint(own[0]) == fingerprint(own[1])


def test_the_same_headers_win_over_those_with_others_beside() -> None:
    same, part = profile("same", "Deal ID", "Gross"), profile("part", "Deal ID")
    file = csv("Deal ID", "Gross")
    assert choose([part, same], file) == same
    assert fit(same, file) == (FitLevel.EXACT, 1.0, 2)
    assert fit(part, file) == (FitLevel.ALL, 0.5, 1)


def test_all_headers_win_over_most() -> None:
    whole = profile("whole", "Deal ID", "Gross")
    lacking = profile("lacking", "Deal ID", "Gross", "Notes", reads=("Gross",))
    file = csv("Deal ID", "Gross", "City")
    assert choose([lacking, whole], file) == whole
    assert choose([lacking], file) == lacking


def test_a_profile_whose_needs_are_not_there_does_not_fit() -> None:
    assert (
        choose([profile("other", "Deal ID", "GCI", reads=("GCI",))], csv("Deal ID", "Net")) is None
    )
    assert choose([], csv("Deal ID")) is None


def test_of_two_that_fit_alike_a_person_chooses() -> None:
    one, other = profile("one", "Deal ID", "Gross"), profile("other", "Deal ID", "Gross")
    assert choose([one, other], csv("Deal ID", "Gross")) == Ambiguous((one, other))


def test_groups_are_known_whatever_their_number() -> None:
    own = profile("wide", "Deal ID", "Agent {n} Name", reads=("Agent {n} Name",))
    file = csv("Deal ID", "Agent 1 Name", "Agent 12 Name")
    assert fit(own, file) == (FitLevel.EXACT, 1.0, 2)


def test_our_own_workbook_is_known_though_columns_are_missing() -> None:
    file = open_file("mine.xlsx", io.BytesIO(sample_workbook()))
    assert choose(ready_profiles(), file) == ready_profile(OWN)


def test_a_file_of_anything_else_fits_none() -> None:
    assert choose(ready_profiles(), csv("Date", "Description", "Amount", row="1/2/26,x,5")) is None
