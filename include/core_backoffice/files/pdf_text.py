"""A PDF's lines of text and pages' pictures, made by a process of its own."""

from __future__ import annotations

import contextlib
import marshal
import shutil
from dataclasses import dataclass
from typing import Any, BinaryIO

from include.core_backoffice.files import contained
from include.core_backoffice.files.bounds import BOUNDS, locked
from include.core_backoffice.files.sheets import FileRefused
from include.plain_text import plain

_GAP = 9.0
"""Points between two words that are in different columns; a space is 3 to 5."""
_AS_REPORT = "Import this transaction from a CORE report as CSV or XLSX instead."


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text.

    Attributes:
        page: from 1.
        words: left end, right end (in points) and text.
    """

    page: int
    words: tuple[tuple[float, float, str], ...]

    @property
    def columns(self) -> tuple[tuple[float, float, str], ...]:
        """The words that are close together, as one."""
        joined: list[tuple[float, float, str]] = []
        for left, right, text in self.words:
            if joined and left - joined[-1][1] < _GAP:
                joined[-1] = (joined[-1][0], right, f"{joined[-1][2]} {text}")
            else:
                joined.append((left, right, text))
        return tuple(joined)

    @property
    def text(self) -> str:
        """The line, with two blanks between columns."""
        return "  ".join(text for _, _, text in self.columns)


def lines_of(name: str, content: BinaryIO) -> list[Line]:
    """A PDF's lines in the order in which they are read.

    Raises:
        FileRefused: it is locked, damaged, a picture without text, or has too many pages.
    """
    found = _asked(name, content, "lines", BOUNDS.pages)
    if not found:
        raise FileRefused(f"{name} is a scan, without text that can be read.", _AS_REPORT)
    return [
        Line(page, tuple((left, right, plain(text)) for left, right, text in words))
        for page, words in found
    ]


def page_picture(name: str, content: BinaryIO, page: int) -> bytes:
    """A page of a PDF as PNG, at most 1,600 pixels wide and high.

    Args:
        name: the file's name.
        content: the file.
        page: from 1.

    Raises:
        FileRefused: it is locked or damaged, or has no such page.
    """
    picture: bytes = _asked(name, content, "picture", page)
    return picture


def _asked(name: str, content: BinaryIO, what: str, number: int) -> Any:
    process = contained.start("pdf_reader", BOUNDS.reader_memory, BOUNDS.pdf_seconds, what, number)
    try:
        content.seek(0)
        with contextlib.suppress(BrokenPipeError):
            shutil.copyfileobj(content, process.questions)
            process.questions.close()
        answer = marshal.loads(process.answers.read())  # noqa: S302 (our own module writes it)
    except (EOFError, ValueError, TypeError):
        answer = ["limit" if process.hit_a_limit() else "damaged"]
    finally:
        process.end()
    if answer[0] == "ok":
        return answer[1]
    raise _refusal(name, answer[0], what)


def _refusal(name: str, problem: str, what: str) -> FileRefused:
    if problem == "locked":
        return locked(name)
    if problem == "pages" and what == "lines":
        return FileRefused(f"{name} has more than {BOUNDS.pages} pages.", _AS_REPORT)
    if problem == "pages":
        return FileRefused(f"{name} has no such page.", "Choose one of its pages.")
    return FileRefused(
        f"{name} is damaged, or too complex to be read as a PDF.",
        "Save the disbursement in CORE again, and import the new file.",
    )
