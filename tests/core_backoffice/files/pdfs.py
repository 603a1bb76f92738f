"""Disbursement PDFs with CORE's published labels, in a few layouts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TypeAlias

from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen.canvas import Canvas

TextLine: TypeAlias = str | tuple[str, ...]
"""A line; of a tuple, the last text is at the right margin, and the others are in columns."""

_LEFT, _RIGHT, _TOP, _STEP = 50.0, 560.0, 740.0, 18.0
_COLUMN = 170.0

FACTS: tuple[TextLine, ...] = (
    "Commission Disbursement",
    ("Transaction Number: TR-2026-000123", "Closing Date: 11/20/2026"),
    "Property Address: 146 Aldon Drive, Austin, TX 78701",
    ("Sale Price", "$495,000.00"),
)


def pdf(*lines: TextLine, lines_per_page: int = 38, password: str | None = None) -> bytes:
    """A PDF of lines; a page ends after so many of them, with its number below."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER, encrypt=password)
    pages = [lines[at : at + lines_per_page] for at in range(0, len(lines), lines_per_page)]
    for number, page in enumerate(pages, 1):
        _page(canvas, page)
        canvas.drawString(280, 30, f"Page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _page(canvas: Canvas, lines: Sequence[TextLine]) -> None:
    for index, line in enumerate(lines):
        height = _TOP - index * _STEP
        if isinstance(line, str):
            canvas.drawString(_LEFT, height, line)
            continue
        for column, text in enumerate(line[:-1]):
            canvas.drawString(_LEFT + column * _COLUMN, height, text)
        canvas.drawRightString(_RIGHT, height, line[-1])


def scan() -> bytes:
    """A PDF that has a picture and no text."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER)
    canvas.rect(100, 100, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


ONE_AGENT: tuple[TextLine, ...] = (
    *FACTS,
    ("Brokerage Gross Commission", "$14,850.00"),
    "Pre-Commission Credits/Debits",
    ("Franchise fee (5.00%)", "Paid to: Acme Franchise", "($742.50)"),
    ("Brokerage Gross Commission after credits/debits", "$14,107.50"),
    "Jane Doe",
    ("Commission Split (80%)", "$11,286.00"),
    "Post-Commission Credits/Debits",
    ("Transaction fee", "($395.00)"),
    ("Net to Jane Doe", "$10,891.00"),
)
"""The worked figure of 14,850.00 with a franchise fee of 5 %, and one agent."""

TWO_AGENTS: tuple[TextLine, ...] = (
    *FACTS,
    ("Brokerage Gross Commission:", "$1,020,000.00"),
    ("Pre-Commission Credits/Debits", "-$20,000.00"),
    ("Description", "Type", "Payee", "Amount"),
    ("Referral", "Debit", "Acme Realty", "25,000.00"),
    ("Admin fee from client", "Credit", "", "5,000.00"),
    ("Brokerage Gross Commission after credits/debits:", "$1,000,000.00"),
    ("Agent: Jane Doe", "Listing"),
    ("Agent Commission Split", "70% of $600,000.00", "420,000.00"),
    ("Post-Commission Credits/Debits", "-$1,455.00"),
    ("Description", "Type", "Payee", "Amount"),
    ("E&O insurance", "Debit", "", "45.00"),
    ("Team leader share", "Debit", "John Roe", "1,500.00"),
    ("Bonus", "Credit", "", "90.00"),
    ("Agent Net", "418,545.00"),
    ("Agent: John Roe", "Buying"),
    ("Agent Commission Split", "80% of $400,000.00", "320,000.00"),
    "Post-Commission Credits/Debits",
    ("Agent Net", "320,000.00"),
    ("Total Agent Net", "738,545.00"),
    ("Brokerage Net", "$259,955.00"),
)
"""Two agents, a credit and a debit before the split, and a team leader's share."""
