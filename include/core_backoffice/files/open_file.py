"""Opening a file: what it is by its content, never by its name alone."""

from __future__ import annotations

from pathlib import PurePath
from typing import BinaryIO

from include.core_backoffice.files import csv_files, disbursement_pdf, json_lines, workbooks
from include.core_backoffice.files.bounds import size_of
from include.core_backoffice.files.sheets import FileRefused, SheetFile
from include.plain_text import plain

_ZIP = b"PK\x03\x04"
_OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
_NAME = 200


def open_file(name: str, content: BinaryIO) -> SheetFile:
    """Open a file that came from outside.

    Args:
        name: as people know it; it decides nothing.
        content: the file, seekable; it must stay open while its sheets are read.

    Raises:
        FileRefused: it is no file of a kind that can be read, or larger than one may be.
    """
    name = plain(PurePath(name).name or name)[:_NAME].strip() or "The file"
    size = size_of(name, content)
    start = content.read(1 << 16)
    content.seek(0)
    if start.startswith((_ZIP, _OLE2)):
        return workbooks.open_workbook(name, content, size)
    if b"%PDF-" in start[:1024]:
        return disbursement_pdf.open_disbursement(name, content)
    _refuse_others(name, start)
    if json_lines.looks_like_json(start):
        return json_lines.open_json(name, content)
    return csv_files.open_csv(name, content)


def _refuse_others(name: str, start: bytes) -> None:
    """Refuse what is known to be something else, with the way out of it."""
    text = start[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta")):
        raise FileRefused(
            f"{name} is a web page, whatever its name ends in.",
            "Open it in Excel, save it as an XLSX or CSV file, and import that.",
        )
    if text.startswith(b"<"):
        raise FileRefused(
            f"{name} is an XML file.",
            "Open it in Excel, save it as an XLSX or CSV file, and import that.",
        )
