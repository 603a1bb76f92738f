"""Fields of forms as they were typed, read or rejected with a sentence."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import HTTPException
from pydantic import AfterValidator

from include.books.dates import FIRST_DAY, LAST_DAY, format_day
from include.core_backoffice.records.values import usable_id
from include.plain_text import plain

MOST_WORDS = 20
LONGEST_SEARCH = 200
_SHOWN = 40


def is_core_id(text: str) -> bool:
    """Whether it can be the ID of a record: of CORE's API 18 digits, of files what they are known by."""
    return bool(text) and usable_id(text) == text


def _searched(text: str) -> str:
    """What is searched for; each word is looked for in every record.

    Raises:
        HTTPException: there are more words, or characters, than anybody types.
    """
    words = len(text.split())
    if words > MOST_WORDS or len(text) > LONGEST_SEARCH:
        raise HTTPException(
            422,
            f"Your search has {words:,} words and {len(text):,} characters. Search for at most "
            f"{MOST_WORDS} words with {LONGEST_SEARCH} characters in all.",
        )
    return plain(text)


SearchText = Annotated[str, AfterValidator(_searched)]
"""A search as it was typed."""


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
        day = dt.date.fromisoformat(text)
    except ValueError:
        errors[name] = (
            f"“{plain(text)[:_SHOWN]}” isn't a date. Choose one from the calendar, or leave it blank."
        )
        return None
    if not FIRST_DAY <= day <= LAST_DAY:
        errors[name] = (
            f"{format_day(day)} is out of range. Choose a date between {format_day(FIRST_DAY)} and "
            f"{format_day(LAST_DAY)}, or leave it blank."
        )
        return None
    return day
