"""The process that reads a PDF: alone with the file, with little memory, time and nothing else.

It is run by its path, limited by `limits`, with what to do (`lines` or `picture`) and a number (the
most pages, or the page from 1), and imports nothing of CoreBooks. The file comes on the standard input;
the answer goes by marshal to the standard output: `["ok", ...]`, or what went wrong: `["locked"]`,
`["damaged"]`, `["pages"]` (too many, or not there).
"""

from __future__ import annotations

import io
import marshal
import sys
from typing import Any

import pdfplumber

_WIDEST = 1600
"""Pixels of a page's picture."""


def lines(content: bytes, most_pages: int) -> list[Any]:
    """Each line of text as its page, from 1, and its words: left end, right end, text."""
    with pdfplumber.open(io.BytesIO(content)) as document:
        if len(document.pages) > most_pages:
            return ["pages"]
        found: list[Any] = []
        for page in document.pages:
            found += [[page.page_number, line] for line in _lines(page)]
            page.close()
        return ["ok", found]


def _lines(page: Any) -> list[list[Any]]:
    """The words of a page, line by line: those whose middles are on about the same height."""
    rows: list[tuple[float, list[Any]]] = []
    for word in sorted(page.extract_words(), key=lambda word: (word["top"], word["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        height = word["bottom"] - word["top"]
        if not rows or abs(rows[-1][0] - middle) > height / 2:
            rows.append((middle, []))
        rows[-1][1].append([float(word["x0"]), float(word["x1"]), str(word["text"])])
    return [sorted(row) for _, row in rows]


def picture(content: bytes, number: int) -> list[Any]:
    """A page as PNG."""
    with pdfplumber.open(io.BytesIO(content)) as document:
        if not 1 <= number <= len(document.pages):
            return ["pages"]
        page = document.pages[number - 1]
        dots_per_inch = min(144, int(72 * _WIDEST / max(page.width, page.height, 1)))
        out = io.BytesIO()
        page.to_image(resolution=max(1, dots_per_inch)).original.save(out, "PNG")
        return ["ok", out.getvalue()]


def answer(what: str, number: int, content: bytes) -> list[Any]:
    """Do it; what went wrong as an answer."""
    try:
        return lines(content, number) if what == "lines" else picture(content, number)
    except Exception as error:  # noqa: BLE001 (readers of PDFs raise anything on a damaged one)
        return ["locked"] if "Password" in repr(error) else ["damaged"]


if __name__ == "__main__":
    done = answer(sys.argv[1], int(sys.argv[2]), sys.stdin.buffer.read())
    sys.stdout.buffer.write(marshal.dumps(done))
