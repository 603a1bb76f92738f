"""XML from the PC, made readable."""

from __future__ import annotations

import pytest
from lxml import etree

from include.quickbooks.desktop.wire.xml_text import parsed, readable


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x0bb\x00c\ufffe", "abc"),
        ("a&#11;b&#x0B;c&#0;d&#xFFFF;e&#xD800;f&#1114112;", "abcdef"),
        ("a&#0000000011;b&#99999999999;c&#xFFFFFFFFFFFF;d&#x00000042;", "abcd&#x00000042;"),
        ("tab\t, line\n, &#9;&#10;&#xd;, D&#233;cor, &#x1F600;, &amp;#11;", None),
    ],
)
def test_what_xml_forbids_is_left_out_and_everything_else_stays(
    text: str, kept: str | None
) -> None:
    assert readable(text) == (text if kept is None else kept)


def test_a_response_of_more_than_ten_million_characters_is_read() -> None:
    long = f'<?xml version="1.0" encoding="windows-1252"?><a>{"x" * 10_500_000}</a>'
    assert len(parsed(long).text or "") == 10_500_000


def test_one_that_declares_entities_may_not_be_so_long() -> None:
    long = f"<!DOCTYPE a [<!ENTITY e 'x'>]><a>{'x' * 10_500_000}</a>"
    with pytest.raises(etree.XMLSyntaxError):
        parsed(long)
