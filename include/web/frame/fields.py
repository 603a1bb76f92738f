"""Fields of forms as they were typed, read or rejected with a sentence."""

from __future__ import annotations

import datetime as dt


def typed_day(name: str, text: str, errors: dict[str, str]) -> dt.date | None:
    """A day as a date field sends it; None for an empty one, or one that cannot be read.

    Args:
        name: the field's.
        text: what was typed.
        errors: receives a sentence by field.
    """
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        errors[name] = f"“{text}” isn't a date. Choose one from the calendar, or leave it blank."
        return None
