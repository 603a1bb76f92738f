"""Rows that say that their record was deleted: by a column and its words, in files of changes alone."""

from __future__ import annotations

from typing import Any

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.canonical.rows import Mapped
from include.core_backoffice.mapping.apply import MappedFile
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.tables import ProfileMismatch, bind
from tests.core_backoffice.mapping.made_files import made_file, mapped

HEADER = "Deal | Gross | Net | Gone"


def closings(contents: str = "changes", words: dict[str, str] | None = None) -> Profile:
    """One row for each transaction, with a column that tells what was deleted."""
    return Profile.model_validate(
        {
            "name": "Closings",
            "contents": contents,
            "tables": [
                {
                    "of": "deals",
                    "headers": ["Deal", "Gross", "Net", "Gone"],
                    "key": ["Deal"],
                    "one_row": True,
                    "fields": {
                        "gross": {"columns": ["Gross"]},
                        "deleted": {"columns": ["Gone"], "words": words or {}},
                    },
                    "items": [{"kind": "brokerage_net", "amount": {"columns": ["Net"]}}],
                }
            ],
        }
    )


def billing(**more: Any) -> Profile:
    """Payments of statements, one a row."""
    table = {
        "of": "payments",
        "headers": ["Statement", "Payment", "Amount", "Paid", "Gone"],
        "key": ["Statement"],
        "fields": {
            "amount": {"columns": ["Amount"]},
            "paid_on": {"columns": ["Paid"]},
            "deleted": {"columns": ["Gone"]},
        },
    }
    return Profile.model_validate(
        {"name": "Payments", "contents": "changes", "tables": [{**table, **more}]}
    )


def only(profile: Profile, *lines: str, header: str = HEADER) -> Mapped:
    (one,) = mapped(profile, "\n".join((header, *lines)))
    return one


@pytest.mark.parametrize("text", ["yes", "TRUE", "1", "y", "x", "Deleted", "removed"])
def test_a_transaction_that_is_marked_was_deleted(text: str) -> None:
    one = only(closings(), f"TR-7 | | | {text}")
    assert (one.key, one.deleted) == ("transaction:TR-7", True)
    assert (one.record, one.held) == (None, None)
    assert one.place.rows == (2,)


@pytest.mark.parametrize("text", ["", "no", "false", "0"])
def test_one_that_isnt_marked_is_there(text: str) -> None:
    one = only(closings(), f"TR-7 | 100.00 | 100.00 | {text}")
    assert not one.deleted
    assert one.record is not None


def test_what_the_row_has_besides_its_key_doesnt_matter() -> None:
    assert only(closings(), "TR-7 | ten dollars | | yes").deleted


def test_the_profile_can_say_which_texts_mean_it() -> None:
    """A moment in `deleted_at` is any text, a blank cell none."""
    profile = closings(words={"*": "yes", "": "no"})
    assert only(profile, "TR-7 | | | 2026-07-01T10:00:00Z").deleted
    assert not only(profile, "TR-7 | 100.00 | 100.00 | ").deleted


def test_a_text_that_means_neither_is_on_hold() -> None:
    one = only(closings(), "TR-7 | 100.00 | 100.00 | perhaps")
    assert not one.deleted
    assert one.held is not None
    assert "has 'perhaps' in the column \"Gone\", but it must be yes or no" in one.held.sentence


def test_a_file_with_all_records_deletes_by_what_it_lacks_alone() -> None:
    one = only(closings("snapshot"), "TR-7 | 100.00 | 100.00 | yes")
    assert not one.deleted
    assert one.held is not None
    assert 'row 2 of deals.csv is marked as deleted in the column "Gone"' in one.held.sentence
    assert one.held.what_to_do.startswith("Leave what was deleted out of the file.")


def test_rows_of_one_record_that_disagree_are_on_hold() -> None:
    one = only(closings(), "TR-7 | | | yes", "TR-7 | 100.00 | 100.00 | no")
    assert not one.deleted
    assert one.held is not None
    assert one.held.cause == HoldCause.ROWS_DISAGREE
    assert "are of one record, but only some are marked as deleted" in one.held.sentence


def test_a_row_without_a_key_deletes_nothing() -> None:
    one = only(closings(), " | | | yes")
    assert not one.deleted
    assert one.held is not None


# --- the key alone ---


def test_the_key_is_enough() -> None:
    one = only(closings(), "TR-7 | yes", header="Deal | Gone")
    assert one.deleted


def test_a_row_that_isnt_marked_needs_all_columns() -> None:
    one = only(closings(), "TR-7 | no", header="Deal | Gone")
    assert one.held is not None
    assert 'isn\'t marked as deleted, and its file lacks the column "Gross"' in one.held.sentence


@pytest.mark.parametrize("header", ["Gross | Gone", "Deal | Net"])
def test_without_the_key_or_the_mark_it_isnt_the_profiles_file(header: str) -> None:
    with pytest.raises(ProfileMismatch):
        bind(closings(), made_file(f"{header}\nTR-7 | yes"))


def test_a_profile_of_all_records_needs_all_columns() -> None:
    with pytest.raises(ProfileMismatch):
        bind(closings("snapshot"), made_file("Deal | Gone\nTR-7 | yes"))


def test_what_is_deleted_is_known_before_anything_is_kept() -> None:
    file = made_file(f"{HEADER}\nTR-7 | | | yes\nTR-8 | 1.00 | 1.00 | no\nTR-9 | | | yes")
    read = MappedFile(closings(), file, "deals.csv")
    assert read.deleted(lambda _: None) == {"transaction:TR-7", "transaction:TR-9"}
    assert len(list(read.records(lambda _: None))) == 3


# --- payments ---

PAYMENTS = "Statement | Payment | Amount | Paid | Gone"


def test_a_payment_that_is_marked_is_taken_from_its_statement_by_its_id() -> None:
    profile = billing(key_of_each_row=["Payment"])
    one = only(profile, "BL-7 | P-1 | | | yes", header=PAYMENTS)
    assert (one.key, one.deleted, one.removed_payments) == ("statement:BL-7", False, ("P-1",))


def test_without_an_id_the_row_as_it_was_names_the_payment() -> None:
    there = only(billing(), "BL-7 | | 95.00 | 07/02/2026 | no", header=PAYMENTS)
    gone = only(billing(), "BL-7 | | 95.00 | 07/02/2026 | yes", header=PAYMENTS)
    assert there.record is not None
    assert gone.removed_payments == tuple(one.id for one in there.record.payments)  # type: ignore[union-attr]


def test_a_payment_with_neither_is_on_hold() -> None:
    one = only(billing(), "BL-7 | | | | yes", header=PAYMENTS)
    assert one.held is not None
    assert "has neither the payment's ID nor its amount" in one.held.sentence
