"""Errors of the database and of files, as sentences; anything else is a fault."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError

from include.cli.errors import sentence_of


def said_by_postgresql(text: str) -> ProgrammingError:
    return ProgrammingError("DROP TABLE link", {}, Exception(text))


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (said_by_postgresql('relation "link" does not exist'), "Run `corebooks migrate`"),
        (said_by_postgresql("must be owner of table link"), "as the owner of the tables"),
        (said_by_postgresql("permission denied for table link"), "as the owner of the tables"),
        (OperationalError("SELECT 1", {}, Exception("server closed")), "doesn't respond"),
        (ArgumentError("Could not parse"), "isn't the address of a database"),
        (FileExistsError(17, "File exists", "books.backup"), "books.backup can't be used"),
    ],
)
def test_what_people_can_do_something_about_is_a_sentence(error: Exception, sentence: str) -> None:
    assert sentence in sentence_of(error)


@pytest.mark.parametrize(
    "error", [ZeroDivisionError(), said_by_postgresql("syntax error"), OSError("no file named")]
)
def test_anything_else_is_a_fault(error: Exception) -> None:
    assert sentence_of(error) == ""
