"""What a file may be at most, checked before anything of it is read.

A file comes from outside: a few kilobytes may unpack to terabytes, and one cell far out may ask for a
table of billions.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from include.core_backoffice.files.sheets import FileRefused

_MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a file may be at most.

    Attributes:
        file_bytes: the file itself.
        unpacked_bytes: what a zipped workbook declares to unpack to.
        ratio: how many times its size a part of a workbook may declare, if it is larger than 1 MiB.
        parts: the files in a zipped workbook.
        rows, columns: of one sheet.
        reader_memory: bytes that a process may have which reads a workbook or PDF.
        reader_seconds: of computing time that it may have.
        cell: characters in one cell; what Excel takes too.
        sheets: in one workbook.
        pages: of a PDF.
        pdf_seconds: of computing time that reading a PDF may take.
        sample: bytes by which an encoding and a delimiter are found.
    """

    file_bytes: int = 256 * _MIB
    unpacked_bytes: int = 2048 * _MIB
    ratio: int = 200
    parts: int = 10_000
    rows: int = 2_000_000
    columns: int = 2_000
    reader_memory: int = 2048 * _MIB
    reader_seconds: int = 600
    cell: int = 32_767
    sheets: int = 200
    pages: int = 50
    pdf_seconds: int = 60
    sample: int = 256 * 1024


BOUNDS = Bounds()
"""The limits of every file."""

_SAVE_ANEW = "Open it in Excel, save it as an XLSX or CSV file, and import that."


def size_of(name: str, content: BinaryIO) -> int:
    """How many bytes a file has; it is left at its beginning.

    Raises:
        FileRefused: it is empty, or larger than a file may be. Nothing was read.
    """
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    if size == 0:
        raise FileRefused(f"{name} is empty.", "Export the report again and import the new file.")
    if size > BOUNDS.file_bytes:
        limit = BOUNDS.file_bytes // _MIB
        raise FileRefused(
            f"{name} has {size // _MIB:,} MiB. The limit is {limit} MiB.",
            "Export fewer columns or a shorter period, and import each part.",
        )
    return size


def check_zip(name: str, content: BinaryIO) -> tuple[str, ...]:
    """Check what a zipped workbook declares, by its directory alone.

    Returns:
        The names of its parts, as `part_name` has them.

    Raises:
        FileRefused: it is damaged, locked, or unpacks to more than a workbook may.
    """
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError):
        raise FileRefused(
            f"{name} is damaged or incomplete.", "Export the report again and import the new file."
        ) from None
    if any(part.flag_bits & 1 for part in parts):
        raise locked(name)
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > _MIB and part.file_size > BOUNDS.ratio * max(part.compress_size, 1)
        for part in parts
    )
    if len(parts) > BOUNDS.parts:
        raise FileRefused(
            f"{name} has {len(parts):,} parts, which is more than a workbook has.", _SAVE_ANEW
        )
    if unpacked > BOUNDS.unpacked_bytes or swollen:
        raise FileRefused(
            f"{name} unpacks to {unpacked // _MIB:,} MiB, which is more than a workbook of its size has.",
            _SAVE_ANEW,
        )
    return tuple(part_name(part.filename) for part in parts)


def part_name(path: str) -> str:
    """The name of a part of a workbook as it is compared; a few programs write it their own way."""
    return path.replace("\\", "/").casefold()


def locked(name: str) -> FileRefused:
    """The refusal of a file that a password protects."""
    return FileRefused(
        f"{name} is protected by a password.",
        "Open it, remove the password, save it, and import it again.",
    )


def too_many(name: str, sheet: str, what: str, found: int, limit: int) -> FileRefused:
    """The refusal of a sheet that has more rows, columns or cells than a sheet may have."""
    where = f"Sheet “{sheet}” of {name}" if sheet else name
    return FileRefused(
        f"{where} has {found:,} {what}. The limit is {limit:,}.",
        "Export fewer columns or a shorter period, and import each part.",
    )


def damaged(name: str) -> FileRefused:
    """The refusal of a workbook that can't be read."""
    return FileRefused(f"{name} is damaged, or not a workbook that CoreBooks can read.", _SAVE_ANEW)
