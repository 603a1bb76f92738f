"""What can go wrong in a command; each message says what to do. Anything else is a fault, told by a sentence."""

from __future__ import annotations

import datetime as dt
import os
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError

from include.database.reads.companies import no_company
from include.plain_text import plain
from include.settings import airflow_home
from include.understood import Understood

_MISSING = ("no such table", "no such column", "does not exist", "undefinedtable")
"""How SQLite and PostgreSQL say that a table or a column isn't there."""


_NOT_OWNER = ("must be owner", "permission denied")
"""How PostgreSQL says that a role lacks a right."""


class CompanyUnknown(Understood, LookupError):
    """No company has this ID, or none that the user can see; connect it first."""

    def __init__(self, company: str) -> None:
        super().__init__(
            f"{no_company(company)} To list the companies, run `corebooks companies`. To connect it, run "
            f"`corebooks connect online --company {company} --print-url`."
        )


class DesktopNeedsFile(Understood, ValueError):
    """QuickBooks Desktop needs a connection file for the PC, and the address that the PC calls."""

    def __init__(self) -> None:
        super().__init__(
            "QuickBooks Desktop needs two more arguments. Add --qwc FILE, the connection file to "
            "write, and --url, the address that the Web Connector calls: "
            "https://airflow.example.com/corebooks/webconnector"
        )


class FormRefused(Understood, ValueError):
    """A page would refuse these fields; the message has each of them."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        said = " ".join(f"--{option}: {sentence}" for option, sentence in errors.items())
        super().__init__(f"{said} Nothing was changed.")


class KeysLeft(Understood, RuntimeError):
    """Not everything is encrypted with the newest key; the message says what is left and what to do."""


class OptionInvalid(Understood, ValueError):
    """An option is unknown or has an invalid value; the template's page lists the options."""

    def __init__(self, error: ValidationError) -> None:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        super().__init__(f"The option {name} is invalid: {first['msg']}. Nothing was changed.")


class NotConfirmed(Understood, RuntimeError):
    """A command that can't be undone by itself was run by a script without saying yes."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} To confirm it in a script, add --yes. Nothing was changed.")


def sentence_of(error: Exception) -> str:
    """What an error of the database or of a file means; empty if nobody but a developer can do about it."""
    if isinstance(error, OSError) and error.filename:
        return (
            f"{error.filename} can't be used: {error.strerror}. Choose another file or correct its folder, "
            "then run this command again."
        )
    if isinstance(error, ArgumentError):
        return (
            "The setting database_url isn't the address of a database. Correct it in airflow.cfg under "
            "[corebooks], such as postgresql+psycopg://user:password@host/corebooks."
        )
    return _of_statement(error) if isinstance(error, DBAPIError) else ""


def _of_statement(error: DBAPIError) -> str:
    """What the database's answer to a statement means."""
    told = plain(str(error.orig).partition("\n")[0]).strip().rstrip(".")
    if any(sign in told.casefold() for sign in _MISSING):
        return (
            f"The CoreBooks database isn't up to date ({told}). Run `corebooks migrate`, then run this "
            "command again."
        )
    if any(sign in told.casefold() for sign in _NOT_OWNER):
        return (
            f"The role of [corebooks] database_url may not do this ({told}). Run this command as the owner of "
            "the tables, as docs/deploying.md shows under Rights."
        )
    if isinstance(error, OperationalError | InterfaceError):
        return (
            f"The CoreBooks database doesn't respond: {told}. Check that its server runs, its disk has "
            "space, and [corebooks] database_url is right, then run this command again."
        )
    return ""


def say_fault(error: Exception, *, debug: bool) -> None:
    """Say that CoreBooks itself failed, and where the details are.

    Args:
        error: what happened.
        debug: whether the details are shown at once, instead of in a file that only its owner can read.
    """
    details = "".join(traceback.format_exception(error))
    if debug:
        print(details, file=sys.stderr)
        return
    file = airflow_home() / "corebooks-errors.log"
    if _kept(file, details):
        where = f"The details are in {file}."
    else:
        where = f"{file} can't be written. Run the command again with --debug before its name."
    print(
        f"CoreBooks failed with an error that it doesn't expect ({type(error).__name__}). {where} Send "
        "them to support.",
        file=sys.stderr,
    )


def _kept(file: Path, details: str) -> bool:
    """Add the details to a file of the owner's alone. Returns whether that worked."""
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as output:
            output.write(f"{at}\n{details}\n")
    except OSError:
        return False
    return True
