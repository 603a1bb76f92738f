"""Options that are chosen from lists: what fits, what is suggested, and what is typed."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field

from include.books.catalogue import Catalogue, ListEntry, ListKind, ListRef
from include.books.country_words import words_of
from include.workflows.choices import (
    Choice,
    DecidesEntries,
    EntryUnknown,
    Group,
    NothingToSuggest,
    OptionUnreadable,
    from_text,
    note_of,
    option_fields,
    suggested,
)
from include.workflows.options import Options, Rules

BANKS = Choice(ListKind.ACCOUNT, ("Bank",), "Checking Account")
CHECKING = ListEntry(ListKind.ACCOUNT, "35", "Checking Account", "Bank")
CLEARING = ListEntry(ListKind.ACCOUNT, "36", "Clearing", "Bank")
CLOSED = ListEntry(ListKind.ACCOUNT, "37", "Closed Account", "Bank", active=False)
INCOME = ListEntry(ListKind.ACCOUNT, "79", "Commission Income", "Income")
LISTS = Catalogue([CLEARING, INCOME, CLOSED, CHECKING])


class Example(Options):
    deposit_account: Annotated[ListRef, BANKS] = Field(title="Deposit to")
    default_class: Annotated[ListRef | None, Choice(ListKind.CLASS), Group("Later")] = None
    per_side: Annotated[bool, DecidesEntries()] = False
    item_rules: Rules = ()


FIELDS = Example.model_fields


def test_an_option_has_the_notes_of_its_type() -> None:
    assert note_of(FIELDS["deposit_account"], Choice) == BANKS
    assert note_of(FIELDS["default_class"], Choice) == Choice(ListKind.CLASS)
    assert note_of(FIELDS["default_class"], Group) == Group("Later")
    assert note_of(FIELDS["per_side"], DecidesEntries) == DecidesEntries()
    assert note_of(FIELDS["per_side"], Choice) is None


def test_active_entries_of_the_types_fit_by_name() -> None:
    assert BANKS.fitting(LISTS) == (CHECKING, CLEARING)
    assert Choice(ListKind.ACCOUNT).fitting(LISTS) == (CHECKING, CLEARING, INCOME)


def test_the_entry_of_the_suggested_name_is_suggested_else_the_first_that_fits() -> None:
    assert BANKS.suggestion(LISTS) == CHECKING
    assert BANKS.suggestion(Catalogue([CLEARING, INCOME])) == CLEARING
    assert BANKS.suggestion(Catalogue([CLOSED, INCOME])) is None


def test_options_that_may_stay_blank_get_no_suggestion() -> None:
    assert suggested(Example, LISTS) == {
        "deposit_account": {"kind": "account", "id": "35", "name": "Checking Account"}
    }


def test_a_company_with_no_entry_that_fits_is_told_what_to_create() -> None:
    with pytest.raises(NothingToSuggest) as problem:
        suggested(Example, Catalogue([INCOME]))
    assert str(problem.value) == (
        "Deposit to: the QuickBooks company has no active account of type Bank. Create one in "
        "QuickBooks, refresh the lists, then choose it."
    )


def test_an_entry_is_typed_by_its_name() -> None:
    assert from_text(Example, "deposit_account", "CLEARING", LISTS) == {
        "kind": "account",
        "id": "36",
        "name": "Clearing",
    }
    with pytest.raises(EntryUnknown, match="no active account named “Closed Account”"):
        from_text(Example, "deposit_account", "Closed Account", LISTS)


def test_rules_are_typed_as_json_and_all_else_as_text() -> None:
    assert from_text(Example, "item_rules", '[{"name": "Bonus"}]', LISTS) == [{"name": "Bonus"}]
    assert from_text(Example, "per_side", "true", LISTS) == "true"
    with pytest.raises(OptionUnreadable, match="The value of item_rules isn't JSON"):
        from_text(Example, "item_rules", "[Bonus", LISTS)


def test_an_option_says_nothing_of_types_and_names_unless_it_does() -> None:
    assert Choice(ListKind.CLASS) == Choice(ListKind.CLASS, types=(), suggest="")


def test_a_company_without_any_entry_of_a_list_is_told_so() -> None:
    problem = NothingToSuggest("Class", Choice(ListKind.CLASS))
    assert "the QuickBooks company has no active class. Create one" in str(problem)
    types = NothingToSuggest("Deposit to", Choice(ListKind.ACCOUNT, ("Bank", "Income")))
    assert "no active account of type Bank or Income." in str(types)


def test_what_is_no_json_is_answered_with_an_example() -> None:
    with pytest.raises(OptionUnreadable) as problem:
        from_text(Example, "item_rules", "{Bonus", LISTS)
    assert str(problem.value) == (
        "The value of item_rules isn't JSON (Expecting property name enclosed in double quotes: line 1 "
        'column 2 (char 1)). Write it like [{"name": "Referral fee", "create_payment": false}]. Nothing '
        "was changed."
    )


def test_an_option_that_there_is_not_is_left_to_the_template_to_reject() -> None:
    assert from_text(Example, "no_such_option", "[1", LISTS) == "[1"


def test_a_suggestion_is_of_its_own_list() -> None:
    product = ListEntry(ListKind.PRODUCT, "1", "Checking Account", "Bank")
    assert BANKS.suggestion(Catalogue([product, CLEARING])) == CLEARING


TWO = Catalogue(
    [
        ListEntry(ListKind.ACCOUNT, "2", "Insurance:E&O", "Bank"),
        ListEntry(ListKind.ACCOUNT, "3", "Fees:E&O", "Bank"),
        ListEntry(ListKind.CLASS, "4", "Other:E&O"),
    ]
)


def test_a_name_that_two_entries_share_is_answered_with_their_full_names() -> None:
    with pytest.raises(EntryUnknown) as problem:
        from_text(Example, "deposit_account", "E&O", TWO)
    assert str(problem.value) == (
        "The QuickBooks company has 2 accounts named “E&O”. Choose one by its full name: “Fees:E&O” and "
        "“Insurance:E&O”."
    )
    one = EntryUnknown(ListKind.ACCOUNT, "Gone", TWO.entries[:1])
    assert str(one) == "The QuickBooks company has no active account named “Gone”."


def test_a_suggested_name_is_looked_for_before_what_fits_first() -> None:
    later = Choice(ListKind.ACCOUNT, ("Bank",), "Savings")
    savings = ListEntry(ListKind.ACCOUNT, "9", "Savings", "Bank")
    assert later.suggestion(Catalogue([CHECKING, savings])) == savings


def test_every_option_that_needs_one_gets_a_suggestion() -> None:
    class Two(Options):
        blank: Annotated[ListRef | None, Choice(ListKind.CLASS)] = None
        deposit_account: Annotated[ListRef, BANKS] = Field(title="Deposit to")
        rules: Rules = ()
        income_account: Annotated[ListRef, Choice(ListKind.ACCOUNT, ("Income",))]

    assert {name: entry["id"] for name, entry in suggested(Two, LISTS).items()} == {
        "deposit_account": "35",
        "income_account": "79",
    }


class Paying(Options):
    check_date: Annotated[str, Group("Sales tax")] = Field(
        "", title="Check date", description="The date of the checks."
    )


def test_an_option_is_titled_and_explained_in_the_words_of_the_country() -> None:
    with words_of("CA"):
        field = option_fields(Paying)["check_date"]
        assert (field.title, field.description) == ("Cheque date", "The date of the cheques.")
        assert note_of(field, Group) == Group("GST/HST")
        assert (field.annotation, field.get_default()) == (str, "")
    here, written = option_fields(Paying)["check_date"], Paying.model_fields["check_date"]
    assert (here.title, here.description) == (written.title, written.description)
    assert note_of(here, Group) == Group("Sales tax")
