"""Tokens are encrypted in the database and rotated one process at a time."""

from __future__ import annotations

import threading

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from include.database.engine import Database
from include.database.keys.tokens import SealedTokens, TokensUnreadable
from include.database.setup.companies import connect_company
from include.database.tables.companies import OAuthToken
from tests.database.setup.test_companies import willow_park

KEY = Fernet.generate_key().decode()


@pytest.fixture
def books(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finance ops")
    return database


def test_tokens_come_back_and_are_not_readable_in_the_database(books: Database) -> None:
    tokens = SealedTokens(books, "willow", [KEY])
    assert tokens.read() is None
    with tokens.locked() as held:
        held.save({"refresh_token": "secret-refresh"})
    assert tokens.read() == {"refresh_token": "secret-refresh"}
    with books.reading() as session:
        assert "secret-refresh" not in session.scalars(select(OAuthToken)).one().ciphertext


def test_an_error_while_holding_saves_nothing(books: Database) -> None:
    tokens = SealedTokens(books, "willow", [KEY])
    with pytest.raises(RuntimeError), tokens.locked() as held:
        held.save({"refresh_token": "lost"})
        raise RuntimeError
    assert tokens.read() is None


def test_another_key_is_reported_and_an_old_one_after_a_new_one_still_opens(
    books: Database,
) -> None:
    with SealedTokens(books, "willow", [KEY]).locked() as held:
        held.save({"a": "1"})
    other = Fernet.generate_key().decode()
    with pytest.raises(TokensUnreadable, match="reconnect QuickBooks"):
        SealedTokens(books, "willow", [other]).read()
    assert SealedTokens(books, "willow", [other, KEY]).read() == {"a": "1"}


def test_eight_at_once_take_turns(books: Database) -> None:
    tokens = SealedTokens(books, "willow", [KEY])
    with tokens.locked() as held:
        held.save({"count": "0"})

    def take_turn() -> None:
        with tokens.locked() as held:
            assert held.values is not None
            held.save({"count": str(int(held.values["count"]) + 1)})

    threads = [threading.Thread(target=take_turn) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tokens.read() == {"count": "8"}
