"""Days in US format."""

from __future__ import annotations

import datetime as dt


def format_day(day: dt.date) -> str:
    """Write a day as pages show it: 2026-11-23 is `Nov 23, 2026`. Logs and exports keep ISO dates."""
    return f"{day:%b} {day.day}, {day.year}"
