"""A bar chart as SVG, without a library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_LEFT, _RIGHT, _TOP, _BAR, _GAP, _WIDTH = 130, 110, 58, 26, 14, 760


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length, the words behind it, and whether it is CoreBooks'."""

    name: str
    value: float
    words: str
    ours: bool = False


def bars(title: str, subtitle: str, rows: Sequence[Bar], mark: tuple[float, str]) -> str:
    """Horizontal bars, with a dashed line at `mark`.

    Colors work on white and on dark pages; the page behind never shows through.
    """
    height = _TOP + len(rows) * (_BAR + _GAP) + 34
    room = _WIDTH - _LEFT - _RIGHT
    longest = max(mark[0], *(row.value for row in rows))
    at = _LEFT + room * mark[0] / longest
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
            f'font-family="system-ui, sans-serif" font-size="14"><title>{escape(title)}</title>'
        ),
        f'<rect width="{_WIDTH}" height="{height}" rx="8" fill="#ffffff"/>',
        f'<text x="20" y="26" font-size="16" font-weight="600" fill="#1f2933">{escape(title)}</text>',
        f'<text x="20" y="45" font-size="12" fill="#52606d">{escape(subtitle)}</text>',
    ]
    for number, row in enumerate(rows):
        parts += _bar(row, _TOP + number * (_BAR + _GAP), room, longest)
    bottom = height - 30
    parts += [
        (
            f'<line x1="{at:.1f}" y1="{_TOP - 4}" x2="{at:.1f}" y2="{bottom}" stroke="#b44d12" '
            'stroke-dasharray="5 4"/>'
        ),
        (
            f'<text x="{at:.1f}" y="{bottom + 16}" text-anchor="middle" font-size="12" fill="#b44d12">'
            f"{escape(mark[1])}</text>"
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _bar(row: Bar, y: float, room: float, longest: float) -> list[str]:
    """A bar with its name; `room` is the length of the longest one."""
    length = max(2.0, room * row.value / longest)
    color = "#1f6f54" if row.ours else "#9aa5b1"
    middle = y + _BAR / 2 + 5
    return [
        (
            f'<text x="{_LEFT - 10}" y="{middle}" text-anchor="end" fill="#1f2933">'
            f"{escape(row.name)}</text>"
        ),
        f'<rect x="{_LEFT}" y="{y}" width="{length:.1f}" height="{_BAR}" rx="3" fill="{color}"/>',
        _words(row, _LEFT + length, middle, inside=length > room / 2),
    ]


def _words(row: Bar, end: float, middle: float, *, inside: bool) -> str:
    """The words of a bar: behind it, or at its end where it is long."""
    x, anchor, color = (end - 8, "end", "#ffffff") if inside else (end + 8, "start", "#1f2933")
    return (
        f'<text x="{x:.1f}" y="{middle}" text-anchor="{anchor}" fill="{color}">'
        f"{escape(row.words)}</text>"
    )
