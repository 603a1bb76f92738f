"""Words and what they mean: known ones, and those that are asked."""

from __future__ import annotations

import pytest

from include.core_backoffice.canonical.deals import STATUSES as CORES
from include.core_backoffice.canonical.rows import ItemKind
from include.core_backoffice.mapping.profile import DateOrder
from include.core_backoffice.mapping.suggest import synonyms
from include.core_backoffice.mapping.suggest.billing_names import BILLING_STATUS_WORDS
from include.core_backoffice.mapping.suggest.samples import Column
from include.core_backoffice.mapping.suggest.vocabulary import (
    CHOICES,
    KINDS,
    STATUSES,
    meanings,
    order_of_dates,
    questions,
)


def test_known_words_have_their_meaning_whatever_their_case() -> None:
    found, unknown = meanings(["Closed", " SOLD ", "In play"], synonyms.STATUS_WORDS)
    assert found == {"Closed": "closed", " SOLD ": "closed"}
    assert unknown == ("In play",)


def test_each_unknown_word_is_a_question() -> None:
    (question,) = questions("status", "Stage", ["In play"])
    assert (question.setting, question.suggested) == ("status: In play", "")
    assert question.text == 'What does "In play" in the column "Stage" mean?'
    assert {choice.value for choice in question.choices} == set(CORES)


@pytest.mark.parametrize(
    ("known", "role"),
    [
        (synonyms.STATUS_WORDS, "status"),
        (synonyms.KIND_WORDS, "item_kind"),
        (synonyms.PAYEE_WORDS, "payee_type"),
        (synonyms.SIDE_WORDS, "side"),
        (synonyms.REPRESENTING_WORDS, "representing"),
        (BILLING_STATUS_WORDS, "billing_status"),
    ],
)
def test_what_words_mean_is_among_the_choices(known: dict[str, str], role: str) -> None:
    assert set(known.values()) <= {choice.value for choice in CHOICES[role]}
    assert all(word == word.casefold() for word in known)


def test_all_of_cores_statuses_and_kinds_can_be_chosen() -> None:
    assert set(STATUSES) == set(CORES)
    assert set(KINDS) == {*(kind.value for kind in ItemKind), ""}


def test_the_order_of_dates_is_asked_with_an_example() -> None:
    question = order_of_dates(Column("COE", ("", "01/02/2026")), (DateOrder.MDY, DateOrder.DMY))
    assert question.text.endswith("An example is 01/02/2026.")
    assert question.suggested == "MM/DD/YYYY"
