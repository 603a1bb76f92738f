"""Text of others on one line, with nothing in it that can't be seen."""

from __future__ import annotations

import pytest

from include.plain_text import plain


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("12 Oak St", "12 Oak St"),
        ("  two  spaces ", "  two  spaces "),
        ("A\n\n## Nothing\r\n[b](https://example.com)", "A ## Nothing [b](https://example.com)"),
        ("TR-1\n::endgroup::\x1b[2J", "TR-1 ::endgroup:: [2J"),
        ("\u202eyllaer\u202c Amy", "yllaer Amy"),
        ("Amy\u200b\u2060Adler", "Amy Adler"),
        ("Amy\u200d \u200dAdler\ufeff", "Amy Adler"),
        ("line\u2028paragraph\u2029next\x85", "line paragraph next"),
        ("half \ud800 of one", "half of one"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("Łukasz Żak, 城市, D\xe9cor, \U0001f3e0", "Łukasz Żak, 城市, D\xe9cor, \U0001f3e0"),
        ("", ""),
        ("\x00\x0b\t", ""),
    ],
)
def test_what_cannot_be_seen_becomes_one_space(text: str, kept: str) -> None:
    assert plain(text) == kept
    assert plain(kept) == kept


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    assert plain(f"{' ' * 200_000}{chr(10) * 200_000}x") == "x"
