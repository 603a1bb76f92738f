"""docs/asvs.md: each requirement once, met by a test or file that is there, or not met for a reason."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split(" | "))
    for line in TEXT.splitlines()
    if re.match(r"\| \d", line)
]
_NUMBER = re.compile(r"\d+\.\d+\.\d+")
_CHAPTERS = 17


def numbers(row: tuple[str, ...]) -> list[tuple[int, ...]]:
    """The requirements that a row is about."""
    return [tuple(int(part) for part in one.split(".")) for one in _NUMBER.findall(row[0])]


def test_every_chapter_is_there_with_its_requirements() -> None:
    headings = re.findall(r"^## V(\d+) ", TEXT, re.MULTILINE)
    assert [int(number) for number in headings] == list(range(1, _CHAPTERS + 1))
    places = [(TEXT.index(f"| {row[0]} |"), numbers(row)) for row in ROWS]
    for place, found in places:
        chapter = re.findall(r"^## V(\d+) ", TEXT[:place], re.MULTILINE)[-1]
        assert {number[0] for number in found} == {int(chapter)}


def test_each_requirement_is_told_once() -> None:
    told = [number for row in ROWS for number in numbers(row)]
    assert len(told) > 100
    assert len(told) == len(set(told))


def test_each_is_met_by_something_that_is_there_or_not_met_for_a_reason() -> None:
    for number, words, met, why in ROWS:
        assert words, number
        assert met in ("met", "not met"), number
        assert len(why) > 10, number
        named = re.findall(r"`((?:tests|include)/[\w./-]+)`", why)
        assert [path for path in named if not (ROOT / path).is_file()] == [], number
