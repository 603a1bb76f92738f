"""Who may call: user names and passwords, checked outside of any transaction.

The user name can't be guessed: one that nobody has costs the same steps, and gets the same answer. No
number of wrong passwords keeps the right one out; `callers` has the wrong ones wait.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.tables.desktop import DesktopConnection
from include.web_connector.passwords import LONGEST, RightPasswords, hash_password
from include.web_connector.refused_calls import refused_calls

_NO_USER = hash_password(secrets.token_urlsafe(16))
"""The hash that a password is checked against where there is no such user: it takes as long."""

_right_passwords = RightPasswords()


class SignInRejected(Exception):
    """The user name or the password is wrong, or the connection was ended."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A sign-in with the right password. `kept`: the hash that it was checked against."""

    username: str
    kept: str


def is_known(database: Database, username: str, password: str) -> bool:
    """Whether this sign-in was right before; it costs next to nothing."""
    if max(len(username), len(password)) > LONGEST:
        return False
    return _right_passwords.has(password, _kept_hash(database, username))


def check(database: Database, username: str, password: str, address: str) -> Checked:
    """Check a sign-in. A wrong one is noted, after it was answered, with the caller's address.

    Raises:
        SignInRejected: with a reason for CoreBooks' own log; the PC doesn't get it.
    """
    if max(len(username), len(password)) > LONGEST:
        raise SignInRejected("the user name or the password is longer than any")
    kept = _kept_hash(database, username)
    if not _right_passwords.verify(password, kept):
        refused_calls().note(database, username, password, address)
        raise SignInRejected("the user name or the password is wrong")
    return Checked(username, kept)


def let_in(session: Session, checked: Checked) -> DesktopConnection:
    """The connection of a sign-in with the right password, in the given transaction.

    Raises:
        SignInRejected: it has another password by now, or was ended.
    """
    connection = session.scalars(
        select(DesktopConnection).where(DesktopConnection.username == checked.username)
    ).first()
    if connection is None or connection.password_hash != checked.kept:
        raise SignInRejected("the password was changed")
    if connection.revoked_at is not None:
        raise SignInRejected("the company was disconnected")
    return connection


def _kept_hash(database: Database, username: str) -> str:
    with database.reading() as session:
        kept = session.scalar(
            select(DesktopConnection.password_hash).where(DesktopConnection.username == username)
        )
    return kept or _NO_USER
