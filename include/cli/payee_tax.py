"""`corebooks payee-tax`: says which agents and vendors charge sales tax, one by one or by file."""

from __future__ import annotations

import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from include.books.wording import counted
from include.cli.arguments import CompanyId, open_company, operator
from include.cli.output import print_rows
from include.core_backoffice.files.payee_tax_file import CHARGES, KEY, read_payee_answers
from include.database.engine import Database
from include.database.reads.payee_taxes import all_payee_taxes, payee_keys
from include.database.setup.payee_tax import decide_all
from include.understood import Understood


class Answer(StrEnum):
    """Whether a payee charges tax."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


_CHARGES = {Answer.YES: True, Answer.NO: False, Answer.OPEN: None}


class NothingSaid(Understood, ValueError):
    """Neither a payee nor a file was named in a way that says anything; the message says how."""

    def __init__(self) -> None:
        super().__init__(
            "Name a payee and an answer (--key vendor/agent:45 --charges yes), or a file (--file FILE). "
            "Nothing was changed."
        )


class UnknownPayee(Understood, LookupError):
    """No run has paid anyone with this key."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"CoreBooks knows no payee with the key {key!r}. Preview or run agent expenses first, then "
            "see corebooks payee-tax --list. Nothing was changed."
        )


def run(
    company: CompanyId,
    *,
    key: Annotated[
        str, typer.Option("--key", help="the agent or vendor in CORE: vendor/agent:45")
    ] = "",
    charges: Annotated[
        Answer | None, typer.Option(help="whether they charge sales tax; open to undo an answer")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", exists=True, dir_okay=False, help="the exported list, filled in"),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="list the payees, undecided ones first")
    ] = False,
) -> None:
    """Say which agents and vendors charge sales tax."""
    with open_company(company) as (database, found):
        if listed:
            _print(database, found.id)
        elif file is not None:
            _take_file(database, found.id, file)
        elif key and charges is not None:
            _take_one(database, found.id, key, charges)
        else:
            raise NothingSaid


def _print(database: Database, company_id: str) -> None:
    rows = [
        (payee.key, payee.name, payee.answer or "not decided", payee.decided_by)
        for payee in all_payee_taxes(database, company_id)
    ]
    print_rows((KEY, "CORE name", f"{CHARGES} tax", "Decided by"), rows)


def _take_one(database: Database, company_id: str, key: str, charges: Answer) -> None:
    with database.reading() as session:
        name = payee_keys(session, company_id).get(key)
    if name is None:
        raise UnknownPayee(key)
    changed = database.write(partial(_decide, company_id, {key: _CHARGES[charges]}))
    print(f"{name or key}: saved." if changed else f"{name or key}: nothing was changed.")


def _take_file(database: Database, company_id: str, file: Path) -> None:
    with database.reading() as session:
        known = payee_keys(session, company_id)
    with file.open("rb") as content:
        answers = read_payee_answers(file.name, content, known)
    for problem in answers.problems:
        print(problem, file=sys.stderr)
    changed = database.write(partial(_decide, company_id, dict[str, bool | None](answers.charges)))
    print(f"{file.name}: {counted(changed, 'payee')} changed.")


def _decide(company_id: str, answers: dict[str, bool | None], session: Session) -> int:
    return decide_all(session, company_id, answers, operator())
