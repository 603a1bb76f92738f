"""What an XLSX workbook has besides values: hidden rows, formulas, errors, merged cells.

The reader of values leaves these out, and gives errors and formulas without a result as blank cells. A
blank amount is no item, so a broken one must not look like it. The sheets' XML is searched a little at a
time for the few marks that matter, never built up.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree import ElementTree as ET
from xml.sax.saxutils import unescape

from include.core_backoffice.files.bounds import BOUNDS, damaged, part_name
from include.core_backoffice.files.sheet_parts import SheetParts
from include.plain_text import plain

_SHOWN_FORMULA = 100
_CHUNK = 4 << 20
_SMALL_PART = 8 << 20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

_HIDDEN_ROW = re.compile(
    rb"<(?:\w+:)?row\s(?=[^>]*\bhidden\s*=\s*[\"'](?:1|true)[\"'])[^>]*?\br\s*=\s*[\"'](\d+)"
)
_HIDDEN_COLUMNS = re.compile(
    rb"<(?:\w+:)?col\s(?=[^>]*\bhidden\s*=\s*[\"'](?:1|true)[\"'])([^>]*)>"
)
_FIRST_LAST = re.compile(rb"\b(min|max)\s*=\s*[\"'](\d+)")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_CELL = re.compile(rb"[<:]c\s([^>]*?[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_NO_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^>]*)?/>)\s*"
    rb"(?:<(?:\w+:)?v(?:\s[^>]*)?/>|<(?:\w+:)?v(?:\s[^>]*)?></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
"""The end of a cell that has a formula and no value."""
_ADDRESS = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_IS_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
_FORMULA_TEXT = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?>([^<]*)<")
_ROW_ENDS = b"row>"
_QUOTES = {"&quot;": '"', "&apos;": "'"}
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    OSError,
    EOFError,
    ValueError,
    ET.ParseError,
    NotImplementedError,  # a way of compressing that no workbook uses
)


def sheet_parts(name: str, content: BinaryIO) -> dict[str, SheetParts]:
    """What each sheet has besides values, by the sheets' names.

    Raises:
        FileRefused: the workbook is damaged, or has too many formulas without results.
    """
    try:
        with zipfile.ZipFile(content) as archive:
            paths = _paths(archive)
            return {sheet: _searched(name, sheet, archive, path) for sheet, path in paths.items()}
    except FAULTS:
        raise damaged(name) from None


def _paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Where each sheet of cells is in the archive."""
    actual = {part_name(one): one for one in archive.namelist()}
    workbook = next(one for one in actual if posixpath.basename(one) == "workbook.xml")
    folder = posixpath.dirname(workbook)
    relations = {
        one.get("Id"): one.get("Target", "")
        for one in small_part(archive, actual[posixpath.join(folder, "_rels/workbook.xml.rels")])
    }
    paths = {}
    for one in small_part(archive, actual[workbook]).findall(".//{*}sheet"):
        target = relations.get(one.get(_RELATION) or one.get(_STRICT_RELATION)) or ""
        path = part_name(posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        if path in actual:
            paths[one.get("name", "")] = actual[path]
    return paths


def small_part(archive: zipfile.ZipFile, path: str) -> ET.Element:
    """A small part of a workbook as XML.

    Raises:
        ValueError, xml.etree.ElementTree.ParseError: it is no XML that a workbook has.
    """
    with archive.open(path) as part:
        text = part.read(_SMALL_PART)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ValueError("no workbook has these")
    return ET.fromstring(text)  # noqa: S314 (no document type, so no entities)


def _searched(name: str, sheet: str, archive: zipfile.ZipFile, path: str) -> SheetParts:
    parts = SheetParts()
    for text in _texts(archive, path):
        _note_hidden(parts, text)
        if b"mergeCell" in text:
            for first_column, first, last_column, last in _MERGED.findall(text):
                ends = (int(first), number(first_column), int(last), number(last_column))
                parts.merged.append(ends)
        _note_broken(parts, text)
        parts.check(name, sheet)
    return parts


def _texts(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """The part's text in pieces that end where a row ends."""
    rest = b""
    with archive.open(path) as part:
        while chunk := part.read(_CHUNK):
            text = rest + chunk
            end = text.rfind(_ROW_ENDS) + len(_ROW_ENDS)
            if end < len(_ROW_ENDS) and len(text) < _CHUNK * 8:
                rest = text
                continue
            yield text[:end] if end >= len(_ROW_ENDS) else text
            rest = text[end:] if end >= len(_ROW_ENDS) else b""
    yield rest


def _note_hidden(parts: SheetParts, text: bytes) -> None:
    if b"hidden" not in text:
        return
    parts.hidden_rows += map(int, _HIDDEN_ROW.findall(text))
    for columns in _HIDDEN_COLUMNS.findall(text):
        _hide(parts, columns)


def _hide(parts: SheetParts, attributes: bytes) -> None:
    ends = {one[0]: int(one[1]) for one in _FIRST_LAST.findall(attributes)}
    first, last = ends.get(b"min", 1), ends.get(b"max", 0)
    # Excel hides all columns to the right as one: those say nothing.
    if last <= BOUNDS.columns:
        parts.hidden_columns += range(first, last + 1)


def _note_broken(parts: SheetParts, text: bytes) -> None:
    # Most text has none of these, and looking for a few bytes costs next to nothing.
    places = []
    if (b"<f" in text or b":f" in text) and _FORMULA.search(text):
        parts.formulas = True
        places += [found.start() for found in _NO_RESULT.finditer(text)]
    if b'"e"' in text or b"'e'" in text:
        places += [found.start() for found in _IS_ERROR.finditer(text)]
    for place in places:
        _note_cell(parts, text, place)


def _note_cell(parts: SheetParts, text: bytes, place: int) -> None:
    """Note the cell that a place in the text is in."""
    start = max(text.rfind(b"<c ", 0, place), text.rfind(b":c ", 0, place))
    found = _CELL.match(text, start) if start >= 0 else None
    if found is None or found.end() <= place:
        return
    attributes, inner = found.groups()
    is_error = _IS_ERROR.search(attributes) is not None
    address = _ADDRESS.search(attributes)
    if address is not None:
        value = _VALUE.search(inner)
        shown = _shown(value[1] if value else b"#ERROR!") if is_error else _as_formula(inner)
        parts.note_broken(int(address[2]), number(address[1]), shown)


def _as_formula(inner: bytes) -> str:
    text = _FORMULA_TEXT.search(inner)
    return f"={_shown(text[1])}" if text and text[1] else "=?"


def _shown(text: bytes) -> str:
    return plain(unescape(text.decode("utf-8", "replace"), _QUOTES))[:_SHOWN_FORMULA]


def number(letters: bytes) -> int:
    """The number of a column by its letters: A is 1, AA is 27."""
    value = 0
    for letter in letters:
        value = value * 26 + letter - ord("A") + 1
    return value
