"""Answers of other servers: read no further than they may be, in bytes, in time and in depth."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from include.bounded_answers import (
    MOST_DEPTH,
    AnswerTooLong,
    AnswerTooSlow,
    BadPacking,
    TooDeep,
    check_depth,
    whole,
)

MOST = 1024 * 1024


def read(*parts: bytes, packing: str = "", seconds: float = 0.0) -> bytes:
    """Read an answer; each part takes a second."""
    passed = iter(range(1_000_000))
    until = seconds or float(len(parts) + 1_000)
    return whole(parts, packing, MOST, until, lambda: float(next(passed)))


@pytest.mark.parametrize("packing", ["gzip", " GZIP ", "x-gzip"])
def test_an_answer_that_was_packed_is_unpacked(packing: str) -> None:
    packed = gzip.compress(b"x" * 500_000, mtime=0)
    parts = [packed[at : at + 100] for at in range(0, len(packed), 100)]
    assert read(*parts, packing=packing) == b"x" * 500_000


def test_an_empty_answer_is_empty_whatever_it_says_of_its_packing() -> None:
    assert read(packing="gzip") == b""
    assert read(b"", packing="gzip") == b""
    assert read(b"", packing="br") == b""


def test_713_kilobytes_that_become_a_gigabyte_are_left_where_they_are() -> None:
    packing = zlib.compressobj(9, wbits=31)
    taken: list[int] = []

    def bomb() -> Iterator[bytes]:
        for _ in range(700):
            part = packing.compress(b"\0" * MOST)
            taken.append(len(part))
            yield part

    with pytest.raises(AnswerTooLong, match="more than 1 MiB"):
        whole(bomb(), "gzip", MOST, float("inf"))
    assert sum(taken) < 50_000


@pytest.mark.parametrize(
    ("body", "packing", "error"),
    [
        (b"x" * (MOST + 1), "", AnswerTooLong),
        (gzip.compress(b"x" * 100, mtime=0)[:-1], "gzip", BadPacking),
        (b"x" * 100, "gzip", BadPacking),
        (b"x", "br", BadPacking),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "gzip, gzip", BadPacking),
        (zlib.compress(b"x"), "deflate", BadPacking),
    ],
)
def test_what_is_longer_or_packed_otherwise_is_not_read(
    body: bytes, packing: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        read(body, packing=packing)


def test_an_answer_that_drips_is_let_go() -> None:
    assert read(b"a", b"b", b"c", seconds=5) == b"abc"
    with pytest.raises(AnswerTooSlow):
        read(*[b"a"] * 10, seconds=5)


def nested(depth: int) -> Any:
    value: Any = 1
    for number in range(depth):
        value = [value, {}] if number % 2 else {"a": value, "b": "[[["}
    return value


def test_json_as_deep_as_any_is_read_and_no_deeper() -> None:
    check_depth(nested(MOST_DEPTH))
    check_depth("[" * 1000)
    for depth in (MOST_DEPTH + 1, 900):
        with pytest.raises(TooDeep):
            check_depth(nested(depth))
