"""The month as a PDF for people: the state of the sign-off, the checks, the accounts, and what is open."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from include.books.currency import books_currency
from include.books.dates import format_moment
from include.books.journal import shown_account
from include.books.money import amount_heading, format_amount, format_money
from include.database.months.checks import checks_of
from include.database.months.tie_outs import COST, INCOME, net_of
from include.database.proof.gathered import Gathered
from include.database.reads.due import Amount
from include.database.status_words import RECORD, MonthStatus
from include.database.statuses import RecordStatus
from include.database.trail.verify_offline import read_checkpoint
from include.plain_text import plain

_MARGIN = 54
_WIDTH = letter[0] - 2 * _MARGIN - 12
"""Within the frame, which keeps six points at each side."""
_FONT, _BOLD = "Vera", "Vera-Bold"
"""Come with ReportLab, and have the letters of most names in the United States."""
_VERA = TTFont(_FONT, "Vera.ttf")
for _font in (_VERA, TTFont(_BOLD, "VeraBd.ttf")):
    pdfmetrics.registerFont(_font)
_GLYPHS = _VERA.face.charToGlyph
_TEXT = ParagraphStyle("text", fontName=_FONT, fontSize=8, leading=11)
_SMALL = ParagraphStyle(
    "small", parent=_TEXT, fontSize=7, leading=10, textColor=colors.HexColor("#555555")
)
_STRONG = ParagraphStyle("strong", parent=_TEXT, fontName=_BOLD)
_RIGHT = ParagraphStyle("right", parent=_TEXT, alignment=2)
_TITLE = ParagraphStyle("title", fontName=_BOLD, fontSize=16, leading=22)
_HEAD = ParagraphStyle("head", fontName=_BOLD, fontSize=11, leading=20, spaceBefore=8)
_LISTED = 100
"""Variances and records on hold that are printed; the lists have all."""


def month_pdf(found: Gathered, company: str, zone: ZoneInfo) -> bytes:
    """The PDF; the same bytes for the same month.

    Args:
        found: what the pack is made of.
        company: the company's name.
        zone: the company's.
    """
    buffer = io.BytesIO()
    title = f"{found.month.first:%B %Y}"
    document = SimpleDocTemplate(
        buffer,
        pagesize=letter,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=f"{title}, {company}",
        author="CoreBooks",
        invariant=1,
    )
    story: list[Any] = [
        Paragraph(_text(f"{title}, {company}"), _TITLE),
        *_state(found, zone),
        *_due(found),
        *_checks(found),
        *_accounts(found, zone),
        *_variances(found),
        *_on_hold(found),
        *_proof(found),
    ]

    def number(canvas: Canvas, _document: Any) -> None:
        canvas.setFont(_FONT, 7)
        canvas.drawString(_MARGIN, 32, f"CoreBooks, {title}")
        canvas.drawRightString(letter[0] - _MARGIN, 32, f"Page {canvas.getPageNumber()}")

    document.build(story, onFirstPage=number, onLaterPages=number)
    return buffer.getvalue()


def _text(text: str) -> str:
    """Text of others as a paragraph takes it."""
    return escape("".join(one if ord(one) in _GLYPHS else _known(one) for one in plain(text)))


def _known(unknown: str) -> str:
    """A letter that the font lacks: without its accent, else a question mark; the lists have it as it is."""
    bare = unicodedata.normalize("NFKD", unknown)[0]
    return bare if ord(bare) in _GLYPHS else "?"


def _table(
    heading: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], *, right: int
) -> Table:
    """A table whose columns from `right` on have amounts; widths are parts of the page's."""
    cells = [
        [
            Paragraph(_text(cell), _STRONG if n < right else _bold_right())
            for n, cell in enumerate(heading)
        ]
    ]
    cells += [
        [Paragraph(_text(cell), _RIGHT if n >= right else _TEXT) for n, cell in enumerate(row)]
        for row in rows
    ]
    table = Table(
        cells, colWidths=[_WIDTH * width for width in widths], repeatRows=1, hAlign="LEFT"
    )
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 0.7, colors.black),
                ("LINEBELOW", (0, 1), (-1, -1), 0.25, colors.HexColor("#cccccc")),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 2),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return table


def _bold_right() -> ParagraphStyle:
    return ParagraphStyle("bold right", parent=_STRONG, alignment=2)


def _state(found: Gathered, zone: ZoneInfo) -> list[Any]:
    month = found.month
    lines = [Paragraph(_text(month.status.value), _STRONG)]
    for one in month.sign_offs:
        if one.ended_at:
            moved = " ".join(f"{move.what} ({move.who})" for move in one.moved[:5])
            said = f"No longer signed off since {format_moment(one.ended_at, zone)}. {moved}"
            lines.append(Paragraph(_text(said), _TEXT))
        said = f"Signed off by {one.signed_by}, {format_moment(one.signed_at, zone)}: {one.comment}"
        lines.append(Paragraph(_text(said), _TEXT))
    if month.status is MonthStatus.OPEN:
        lines.append(Paragraph("The month isn't signed off.", _TEXT))
    return lines


def _due(found: Gathered) -> list[Any]:
    due = found.month.transactions
    if due is None:
        return []
    parts = [("Due in CORE", due.due), *((RECORD[one].text, due.of(one)) for one in RecordStatus)]
    if due.missing:
        parts.append(("Not read by a workflow that is on", due.missing))
    rows = [_amount(word, amount) for word, amount in parts if amount or word == "Due in CORE"]
    heading = ("Gross commission", "Transactions", books_currency())
    return [
        Paragraph("Due and posted", _HEAD),
        _table(heading, rows, (0.5, 0.2, 0.3), right=1),
    ]


def _amount(word: str, amount: Amount) -> tuple[str, str, str]:
    return word, f"{amount.number:,}", format_amount(amount.cents)


def _checks(found: Gathered) -> list[Any]:
    tied_out = found.month.tied_out
    if tied_out is None:
        return [Paragraph("Five checks", _HEAD), Paragraph("The month was not tied out.", _TEXT)]
    rows = [
        (
            check.title,
            f"{check.status.value}. {check.sentence}",
            check.counted,
            format_amount(check.cents) if check.cents is not None else "",
        )
        for check in checks_of(found.month, tied_out.compared_at)
    ]
    heading = ("Check", "Result", "Counted", books_currency())
    return [
        Paragraph("Five checks", _HEAD),
        _table(heading, rows, (0.27, 0.41, 0.15, 0.17), right=2),
    ]


def _accounts(found: Gathered, zone: ZoneInfo) -> list[Any]:
    tied_out = found.month.tied_out
    if tied_out is None or not tied_out.accounts:
        return []
    results = [line for line in tied_out.accounts if line.group in (INCOME, COST)]
    others = [line for line in tied_out.accounts if line.group not in (INCOME, COST)]
    net = [net_of(results)] if results else []
    rows = [
        (shown_account(line.account), *(format_amount(cents) for cents in line.amounts))
        for line in (*results, *net, *others)
    ]
    heading = (
        amount_heading("Account"),
        "CORE, by closing",
        "Cut-off",
        "CORE, by entry date",
        "QuickBooks",
        "Variance",
    )
    read = f"QuickBooks was read on {format_moment(tied_out.compared_at, zone)} by {tied_out.compared_by}."
    return [
        Paragraph("By account", _HEAD),
        _table(heading, rows, (0.25, 0.16, 0.13, 0.17, 0.16, 0.13), right=1),
        Paragraph(_text(read), _SMALL),
    ]


def _variances(found: Gathered) -> list[Any]:
    rows = [
        (
            one.variance.sentence,
            "QuickBooks version kept" if one.is_kept else one.note,
            format_amount(one.variance.cents),
        )
        for one in found.month.variances[:_LISTED]
    ]
    if not rows:
        return []
    heading = ("Variance", "Explanation", books_currency())
    return [Paragraph("Variances", _HEAD), _table(heading, rows, (0.55, 0.3, 0.15), right=2)]


def _on_hold(found: Gathered) -> list[Any]:
    rows = [
        (
            one.name,
            one.sentence,
            one.note,
            format_money(one.cents) if one.cents is not None else "",
        )
        for one in found.held[:_LISTED]
    ]
    if not rows:
        return []
    more = len(found.held) - len(rows)
    rest = [Paragraph(f"{more:,} more are in on-hold.csv.", _SMALL)] if more else []
    heading = ("On hold", "What happened", "Reason", books_currency())
    return [
        Paragraph("On hold", _HEAD),
        _table(heading, rows, (0.25, 0.4, 0.2, 0.15), right=3),
        *rest,
    ]


def _proof(found: Gathered) -> list[Any]:
    checkpoint = read_checkpoint(found.checkpoint)
    entries = sum(one.table == "link" for one in found.rows)
    said = (
        f"entries.csv lists {entries:,} entries. Each is in the audit trail up to event {checkpoint.size:,}, "
        f"whose root is {checkpoint.root.hex()}. Verify the pack on any computer with Python: "
        "python -I verify.py PACK.zip --key KEY, with the public key that CoreBooks shows under History > "
        "Audit trail."
    )
    return [Paragraph("Proof", _HEAD), Paragraph(_text(said), _TEXT)]
