"""The encoding of a text file: its mark, UTF-8 if all of it is, else the one its letters fit."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

from include.core_backoffice.files.bounds import BOUNDS
from include.core_backoffice.files.sheets import FileRefused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SHOWN = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252 (Western Europe)",
    "mac_roman": "Mac Roman",
    "cp437": "DOS 437",
    "cp850": "DOS 850",
}
_CANDIDATES = [
    "cp1252",
    "mac_roman",
    "cp850",
    "cp437",
    "cp1250",
    "cp1251",
    "shift_jis",
    "gb18030",
    "big5",
]
_CHUNK = 1 << 20
_HALF = 4
_BINARY = frozenset(range(9)) | frozenset(range(14, 26)) | frozenset((28, 29, 30, 31))
"""Control characters that no text has; 26 and 27 end old files and color terminals."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding that was found: its codec, and what a reader should know of it."""

    codec: str
    notes: tuple[str, ...] = ()


def find_encoding(name: str, content: BinaryIO) -> Encoding:
    """Find the encoding in which the whole file can be read.

    Raises:
        FileRefused: the file is no text, or no encoding fits it.
    """
    start = _chunk_at(content, 0, _CHUNK)
    for mark, codec in _MARKS:
        if start.startswith(mark):
            return _checked(name, content, codec)
    wide = _without_mark(start)
    if wide:
        return _checked(name, content, wide)
    if not _BINARY.isdisjoint(start):
        raise _no_text(name)
    broken = _first_fault(content, "utf-8")
    if broken is None:
        return Encoding("utf-8")
    return _checked(name, content, _by_letters(name, _chunk_at(content, broken, BOUNDS.sample)))


def _checked(name: str, content: BinaryIO, codec: str) -> Encoding:
    """The encoding, once all of the file was read in it."""
    if _first_fault(content, codec) is not None:
        raise FileRefused(
            f"{name} starts as {_SHOWN.get(codec, codec)} text but can't be read to its end.",
            "Export the report again as CSV (UTF-8), and import the new file.",
        )
    if codec == "utf-8-sig":
        return Encoding(codec)
    shown = _SHOWN.get(codec, codec)
    return Encoding(codec, (f"The text is {shown}, not UTF-8. Check names with accents.",))


def _chunk_at(content: BinaryIO, position: int, size: int) -> bytes:
    """Bytes from shortly before a position on."""
    content.seek(max(0, position - size // _HALF))
    return content.read(size)


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    while chunk := content.read(_CHUNK):
        yield chunk


def _first_fault(content: BinaryIO, codec: str) -> int | None:
    """Where the file can't be read in an encoding, about; None if all of it can."""
    decoder = codecs.getincrementaldecoder(codec)()
    position = 0
    for chunk in _chunks(content):
        try:
            decoder.decode(chunk)
        except UnicodeError as fault:
            return position + getattr(fault, "start", 0)
        position += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeError:
        return position
    return None


def _without_mark(start: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of its ASCII letters is zero."""
    even, odd = start[:4096:2], start[1:4096:2]
    if len(odd) < _HALF:
        return None
    if odd.count(0) > len(odd) * 0.6 and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > len(even) * 0.6 and odd.count(0) == 0:
        return "utf-16-be"
    return None


def _by_letters(name: str, sample: bytes) -> str:
    found = from_bytes(sample, cp_isolation=_CANDIDATES, explain=False)
    best = found.best()
    if best is None:
        raise _no_text(name)
    # Windows' encoding of America and Western Europe, unless another is clearly the better one.
    western = next(
        (match for match in found if "cp1252" in (match.encoding, *match.could_be_from_charset)),
        None,
    )
    if western is not None and western.chaos <= best.chaos:
        return "cp1252"
    return best.encoding


def _no_text(name: str) -> FileRefused:
    return FileRefused(
        f"{name} isn't a table that CoreBooks can read.",
        "Export the report as CSV or XLSX, and import that file.",
    )
