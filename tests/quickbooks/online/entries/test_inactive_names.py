"""An inactive vendor is still the vendor of its name, whatever QuickBooks added to it."""

from __future__ import annotations

import pytest

from include.quickbooks.online.entries.home import UNITED_STATES, Home
from include.quickbooks.online.entries.inactive_names import active_name, inactive_name

CANADA, BRITAIN = Home("CA", "CAD"), Home("GB", "GBP")


@pytest.mark.parametrize("home", [UNITED_STATES, BRITAIN, CANADA])
@pytest.mark.parametrize("name", ["Amy Adler", "Adler, Amy (East)", "Côté (2)"])
def test_an_english_company_adds_one_word(name: str, home: Home) -> None:
    assert inactive_name(name) == f"{name} (deleted)"
    assert active_name(inactive_name(name), home) == name
    assert active_name(f"{name} (deleted 2)", home) == name
    assert active_name(f"{name} (Deleted)", home) == name


@pytest.mark.parametrize("word", ["supprimé", "Supprimée", "supprimé 2", "rendu inactif", "x"])
def test_a_company_in_canada_may_add_any_word(word: str) -> None:
    assert active_name(f"Amy Côté ({word})", CANADA) == "Amy Côté"
    assert active_name(f"Côté, Amy (Est) ({word})", CANADA) == "Côté, Amy (Est)"
    for home in (UNITED_STATES, BRITAIN):
        assert active_name(f"Amy Côté ({word})", home) == f"Amy Côté ({word})"


@pytest.mark.parametrize("name", ["Amy Adler", "Adler (East) Amy", "()", "Amy ()", "(deleted)"])
def test_a_name_without_it_stays(name: str) -> None:
    for home in (UNITED_STATES, CANADA):
        assert active_name(name, home) == name
