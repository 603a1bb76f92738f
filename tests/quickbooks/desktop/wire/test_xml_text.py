"""XML from the PC, made readable."""

from __future__ import annotations

import pytest

from include.quickbooks.desktop.wire import xml_text
from include.quickbooks.desktop.wire.xml_text import XmlRefused, parsed, readable


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


@pytest.mark.parametrize(
    "prolog",
    [
        "<!DOCTYPE a>",
        "<!doctype a [<!ENTITY e 'x'>]>",
        " <?pi <a ?>\n<!-- <a> --> <!DOCTYPE a [<!ENTITY e 'x'>]>",
        "<\x00!\x00DOC\x0bTYPE a>",
        "<?xml version='1.0' encoding='utf-7'?><!DOCTYPE a>",
    ],
)
def test_a_document_type_is_refused_before_any_parser_sees_it(prolog: str) -> None:
    with pytest.raises(XmlRefused, match="document type"):
        parsed(f"{prolog}<a>{'x' * 10}</a>")


def test_the_word_in_a_memo_is_no_document_type() -> None:
    assert parsed("<!-- a --><a><![CDATA[<!DOCTYPE b>]]></a>").text == "<!DOCTYPE b>"


def test_more_elements_than_any_answer_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_text, "_MOST_TAGS", 10)
    assert len(parsed("<a>" + "<b/>" * 8 + "</a>")) == 8
    with pytest.raises(XmlRefused, match="too many elements"):
        parsed("<a>" + "<b/>" * 9 + "</a>")
