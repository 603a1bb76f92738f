"""What people read is written in the product's own voice: pages, sentences, logs, docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.words import texts
from tests.words.rules import RULES
from tests.words.texts import findings

SPOILT = {
    "page.html": (
        '<p title="2 deals">{# the ledger #}{% if x %}{{ "held back" if y else name }}{% endif %}'
        "\nSomebody <b>must</b> press Sync.</p>"
    ),
    "module.py": (
        '"""Docstrings are for developers: the ledger."""\n'
        'NAMES = {"ledger": 1}\n'
        'def say(n: int) -> str:\n    return f"{n} deals were held back"\n'
    ),
    "page.md": "Run `ledger` [here](ledger.md).\n\n```\nthe ledger\n```\nThe deal is booked.\n",
}


def test_no_text_uses_a_word_that_is_not_ours() -> None:
    assert [str(finding) for finding in findings()] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("page.html", ["Somebody", "deals", "held back", "press"]),
        ("module.py", ["deals", "held back"]),
        ("page.md", ["booked", "deal"]),
    ],
)
def test_texts_are_found_wherever_people_read_them(
    name: str, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_text(SPOILT[name])
    monkeypatch.setattr(texts, "ROOT", tmp_path)
    assert sorted(finding.word for finding in findings(name)) == words


@pytest.mark.parametrize("path", [path for path in texts.READ if path != "dags"])
def test_every_place_is_read_but_dag_files_which_have_docstrings_only(path: str) -> None:
    assert any(texts.texts(path)), path


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Close the books", False),
        ("The books are closed.", True),
        ("a commission plan", False),
        ("the plan is approved", True),
        ("General ledger", False),
        ("any subscription but QuickBooks Ledger", False),
        ("CoreBooks' ledger", True),
        ("Third-party vendors", False),
        ("1 record(s)", True),
        ("The ID is 7; ids are digits.", True),
        ("100% of the split", False),
        ("100 % of the split", True),
    ],
)
def test_terms_of_the_field_are_told_from_words_that_are_not_ours(text: str, wrong: bool) -> None:
    assert any(list(rule.words_in(text)) for rule in RULES) is wrong
