"""The same, similar, or different: what a bookkeeper would call two names."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from include.books.plain_names import normal
from include.sync.post import names
from include.sync.post.names import Names, alike


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Jon Smith", "John Smith"),
        ("Jane Doe", "Jane M. Doe"),
        ("Jane Doe", "Jane Doe Realty"),
        ("Maria Lopez", "Maria Lopes"),
        ("12 Oak Street, Boston, MA 02128", "12 Oak Street"),
        ("12 Oak Street, Boston, MA 02128", "12 Oaks Street, Boston, MA 02128"),
        ("12 Oak Street, Boston, MA 02128", "12 Oak Street, Apt 3, Boston, MA 02128"),
    ],
)
def test_a_similar_name_is_a_candidate(name: str, other: str) -> None:
    assert normal(name) != normal(other)
    assert alike(name, [other, "Someone Else"]) == [other]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Jane Doe", "John Doe"),
        ("Amy Adler", "Amy Barlow"),
        ("Acme Realty", "Zenith Realty"),
        ("12 Oak Street, Boston, MA 02128", "14 Oak Street, Boston, MA 02128"),
        ("12 Oak Street, Boston, MA 02128", "12 Elm Street, Boston, MA 02128"),
        ("12 Oak Street, Boston, MA 02128", "12 Oak Street, Boston, MA 02134"),
    ],
)
def test_a_different_name_is_no_candidate(name: str, other: str) -> None:
    assert alike(name, [other]) == []


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=5))
def test_no_name_is_too_strange(name: str, others: list[str]) -> None:
    normal(name)
    assert set(alike(name, others)) <= set(others)


def one_by_one(name: str, others: Iterable[str]) -> list[str]:
    """What `alike` says, by comparing with each name alone, as plainly as it can be written."""
    candidates = {other: normal(other) for other in others}
    wanted = normal(name)
    numbers = bool(names._digits(wanted))
    if numbers:
        first = wanted.split()[0]
        candidates = {
            other: normal(names._street(other))
            for other, text in candidates.items()
            if text.split()[:1] == [first] and names._digits_fit(wanted, text)
        }
        wanted = normal(names._street(name))
    scorer = fuzz.ratio if numbers else person
    similar = process.extract(wanted, candidates, scorer=scorer, score_cutoff=88, limit=5)
    return [str(key) for _, _, key in similar]


def person(name: str, other: str, *, score_cutoff: float | None = None) -> float:
    score = fuzz.token_sort_ratio(name, other, score_cutoff=score_cutoff)
    if min(len(name.split()), len(other.split())) > 1 and not names._digits(other):
        words, others = set(name.split()), set(other.split())
        if words <= others or others <= words:
            return 100.0
    return score


WORDS = st.sampled_from(
    [
        "Jane",
        "Doe",
        "John",
        "Jon",
        "Smith",
        "Smyth",
        "Lopez",
        "Maria",
        "Marie",
        "Realty",
        "Group",
        "LLC",
        "Oak",
        "Oaks",
        "Street",
        "St",
        "Apt",
        "12",
        "12B",
        "7",
        "77",
        "02128",
        "Boston",
        "MA",
        "&",
        "-",
        ",",
        "Lopez,",
        "José",
    ]
)
NAMES = st.lists(WORDS, max_size=5).map(" ".join) | st.text(max_size=12)


@given(NAMES, st.lists(NAMES, unique=True, max_size=40))
def test_a_list_at_once_says_what_each_name_alone_would(name: str, others: list[str]) -> None:
    assert alike(name, others) == one_by_one(name, others)


@given(NAMES, st.lists(NAMES, unique=True, max_size=20), st.data())
def test_names_that_do_not_come_into_question_count_for_nothing(
    name: str, others: list[str], data: st.DataObject
) -> None:
    free = [other for other in others if data.draw(st.booleans())]
    assert Names(others).alike(name, free.__contains__) == one_by_one(name, free)


def test_a_thousand_names_are_each_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out: list[str] = []

    def counting(name: str) -> str:
        worked_out.append(name)
        return normal(name)

    monkeypatch.setattr(names, "normal", counting)
    others = Names(f"Vendor {letter}{other}" for letter in "abcdefghij" for other in "klmnopqrst")
    for number in range(1000):
        others.alike(f"Payee Number{chr(97 + number % 26)} {chr(97 + number // 26 % 26)}")
    assert len(worked_out) == 100 + 1000
