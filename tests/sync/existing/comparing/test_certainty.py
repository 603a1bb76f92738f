"""When an entry is certain, and what speaks against it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from include.sync.existing.comparing.certainty import is_strong, shows_habits
from include.sync.existing.comparing.evidence import AmountFit, Evidence, PaidFit
from include.sync.existing.comparing.names import NameFit
from include.sync.existing.comparing.numbers import NumberFit
from include.sync.existing.comparing.places import PlaceFit

PLAIN = Evidence(NumberFit.NONE, NameFit.SAME, PlaceFit.SAME, AmountFit.SAME, 2, same_kind=True)
INCOME = replace(PLAIN, of_person=False, name=NameFit.NONE)


@pytest.mark.parametrize(
    "found",
    [
        PLAIN,
        replace(PLAIN, name=NameFit.ALIKE, place=PlaceFit.ALIKE),
        replace(PLAIN, number=NumberFit.RECORD, name=NameFit.NONE, place=PlaceFit.NONE),
        replace(PLAIN, number=NumberFit.DIGITS, place=PlaceFit.DIFFERENT),
        replace(PLAIN, number=NumberFit.SAME, days=300),
        replace(PLAIN, place=PlaceFit.NONE, is_only_one=True),
        replace(PLAIN, place=PlaceFit.NONE, in_step=True, days=1),
        replace(PLAIN, place=PlaceFit.NONE, name=NameFit.NONE, paid=PaidFit.SAME),
        INCOME,
        replace(INCOME, place=PlaceFit.ALIKE, days=9),
        replace(INCOME, amount=AmountFit.FORM, number=NumberFit.DIGITS),
        replace(INCOME, amount=AmountFit.FORM, as_usual=True),
        replace(INCOME, is_tagged=True, amount=AmountFit.DIFFERENT, same_kind=False),
    ],
)
def test_what_is_enough(found: Evidence) -> None:
    assert is_strong(found)


@pytest.mark.parametrize(
    "found",
    [
        replace(PLAIN, amount=AmountFit.DIFFERENT, number=NumberFit.SAME),
        replace(PLAIN, same_kind=False, number=NumberFit.SAME),
        replace(PLAIN, number=NumberFit.OTHERS),
        replace(PLAIN, name=NameFit.DIFFERENT, number=NumberFit.SAME),
        replace(PLAIN, name=NameFit.OTHERS, number=NumberFit.SAME),
        replace(PLAIN, place=PlaceFit.OTHERS, number=NumberFit.SAME),
        replace(PLAIN, paid=PaidFit.OTHERS),
        replace(PLAIN, days=46),
        replace(PLAIN, days=None),
        replace(PLAIN, place=PlaceFit.NONE),
        replace(PLAIN, place=PlaceFit.NONE, is_only_one=True, days=4),
        replace(PLAIN, place=PlaceFit.NONE, is_only_one=True, name=NameFit.ALIKE),
        replace(PLAIN, place=PlaceFit.DIFFERENT),
        replace(PLAIN, name=NameFit.NONE),
        replace(PLAIN, has_other_tag=True),
        replace(PLAIN, is_zero=True),
        replace(PLAIN, place=PlaceFit.PART, is_only_one=True),
        replace(PLAIN, number=NumberFit.CUT_OFF, name=NameFit.NONE, place=PlaceFit.NONE),
        replace(INCOME, place=PlaceFit.ALIKE, days=11),
        replace(INCOME, place=PlaceFit.NONE),
        replace(INCOME, amount=AmountFit.FORM),
    ],
)
def test_what_is_a_question(found: Evidence) -> None:
    assert not is_strong(found)


def test_a_form_of_the_amount_tells_of_habits_before_it_is_certain() -> None:
    found = replace(INCOME, amount=AmountFit.FORM)
    assert shows_habits(found)
    assert not is_strong(found)
