"""Files of every kind, made in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import BinaryIO

import openpyxl

from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.files.sheets import Cells, SheetFile

_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def opened(content: bytes | str, name: str = "report") -> SheetFile:
    """Open a file; text is UTF-8."""
    return open_file(name, io.BytesIO(content.encode() if isinstance(content, str) else content))


def rows(content: bytes | str, name: str = "report") -> list[tuple[int, Cells]]:
    """The numbered rows of a file's first sheet."""
    return list(opened(content, name).sheets[0].rows())


def cells(content: bytes | str) -> list[Cells]:
    """The rows of a file's first sheet."""
    return [row for _, row in rows(content)]


def saved(workbook: openpyxl.Workbook) -> bytes:
    """A workbook as XLSX."""
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def xlsx(*lines: Sequence[object]) -> bytes:
    """An XLSX workbook of one sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for line in lines:
        sheet.append(list(line))
    return saved(workbook)


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """A ZIP archive of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def with_part(workbook: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook with some text of a part replaced, as no program would save it."""
    parts = _parts(workbook)
    text = parts[part].decode()
    if old not in text:
        raise AssertionError(f"{part} has no {old}: {text[:2000]}")
    return zipped({**parts, part: text.replace(old, new)})


def with_new_part(workbook: bytes, part: str, text: str) -> bytes:
    """A workbook with one part more."""
    return zipped({**_parts(workbook), part: text})


def _parts(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def ods(table: str, manifest: str = "") -> bytes:
    """An ODS workbook with the rows of one sheet as XML."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    extension = (
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces} {extension}><office:body>'
        f'<office:spreadsheet><table:table table:name="Deals">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": _ODS, "content.xml": content, "META-INF/manifest.xml": manifest})


class Sized(io.BytesIO):
    """A file that claims a size, and that no one may read."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def seek(self, position: int, whence: int = 0) -> int:
        """As a file of that size does."""
        return self._size if whence == io.SEEK_END else position

    def read(self, size: int | None = -1) -> bytes:
        """Nobody may."""
        raise AssertionError(f"{size} bytes were read")


def as_file(content: bytes) -> BinaryIO:
    """Bytes as an open file."""
    return io.BytesIO(content)
