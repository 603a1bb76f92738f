"""What a company's card says of its connection."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from include.database.tables.columns import utc_now
from include.provider.connections.opening import vault
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from tests.sync.office import COMPANY
from tests.web.office_pages import OfficePages, words
from tests.web.quickbooks_login import (
    HOME,
)


@pytest.mark.parametrize(
    ("unused_days", "hard_days", "badge", "sentence"),
    [
        (100, 1800, "Connected", ""),
        (100, 20, "Expires soon", "even if it's in use. Select Reconnect before that day."),
        (9, 1800, "Expires soon", "This connection hasn't been used for a while."),
        (-1, 1800, "Reconnect needed", "Select Reconnect."),
    ],
)
def test_the_end_of_a_connection_is_told_in_time(
    pages: OfficePages, unused_days: int, hard_days: int, badge: str, sentence: str
) -> None:
    now = utc_now()
    with vault(pages.database, COMPANY).locked() as lock:
        lock.save(
            Tokens(
                access_token="a",
                refresh_token="r",
                access_expires_at=now,
                refresh_expires_at=now + dt.timedelta(days=unused_days),
                hard_expires_at=now + dt.timedelta(days=hard_days),
            )
        )
    page = pages.open(HOME)
    assert re.search(rf'<span class="st \w+">{badge}</span>', page)
    assert sentence in words(page)


def test_tokens_sealed_with_a_lost_key_leave_a_page_that_says_so(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", "b" * 43 + "=")
    shown = words(pages.open(HOME))
    assert "Reconnect needed" in shown
    assert "can't be decrypted because Airflow's Fernet key changed." in shown
