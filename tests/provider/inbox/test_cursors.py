"""How far a mailbox was read, as it is kept."""

from __future__ import annotations

from typing import Any

import pytest

from include.core_backoffice.mailbox.rules import read_rules
from include.provider.inbox.cursors import MailCursor

RULES = read_rules({"conn_id": "mail", "senders": ["@core.example"]})


def test_it_comes_back_as_it_was_stored() -> None:
    cursor = MailCursor(1, 7, RULES.digest, 2, (("why", "x"),), (), "trouble")
    assert MailCursor.read(cursor.stored()) == cursor


@pytest.mark.parametrize("stored", [{}, {"uid": "x"}, {"uid": None}, {"last_refused": 3}])
def test_what_cannot_be_read_begins_anew(stored: dict[str, Any]) -> None:
    assert MailCursor.read(stored) == MailCursor()


def test_it_counts_only_for_the_same_numbers_and_rules() -> None:
    cursor = MailCursor(1, 7, RULES.digest)
    assert cursor.start(1, RULES) == 7
    assert cursor.start(2, RULES) == 0
    assert cursor.start(1, read_rules({"conn_id": "mail", "senders": ["@other.example"]})) == 0
