from __future__ import annotations

import datetime as dt

from include.books.dates import format_day


def test_a_day_is_written_as_american_bookkeepers_read_it() -> None:
    assert format_day(dt.date(2026, 11, 23)) == "Nov 23, 2026"
    assert format_day(dt.date(2026, 3, 1)) == "Mar 1, 2026"
