"""`corebooks move`: moves a company to another QuickBooks, step by step; nothing is written to either."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer

from include.books.country_words import spelled
from include.books.dates import format_day
from include.books.money import format_amount, format_money
from include.books.wording import counted, numbered
from include.cli.arguments import AT_THE_PC, AsJson, CompanyId, open_company, operator
from include.cli.errors import NotConfirmed
from include.cli.output import print_json, print_rows, working
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.reads.move import (
    MoveStep,
    MoveView,
    entries_to_review,
    move_view,
    names_to_review,
)
from include.database.status_words import MATCHED_BY
from include.database.statuses import MoveState
from include.provider.connections.connecting import consent_address
from include.provider.connections.hooks import QuickBooksOnlineHook
from include.provider.connections.moving import connect_for_move, open_destination
from include.provider.connections.opening import open_gateway
from include.sync.move.choosing import choose_entry, choose_name
from include.sync.move.going_back import cancel_move, go_back
from include.sync.move.looking import look
from include.sync.move.proving import accept, differences_now
from include.sync.move.refusals import CantChoose
from include.sync.move.starting import read_old, start_move
from include.sync.move.switching import switch

MOST_LISTED = 200
"""Entries that a list has at most."""


class Step(StrEnum):
    """What `corebooks move` does."""

    STATUS = "status"
    START = "start"
    CONNECT = "connect"
    MATCH = "match"
    REVIEW = "review"
    CHOOSE = "choose"
    PROOF = "proof"
    ACCEPT = "accept"
    SWITCH = "switch"
    BACK = "back"
    CANCEL = "cancel"


NEXT = {
    MoveStep.READ: "Next: read the QuickBooks that is left: corebooks move start",
    MoveStep.CONNECT: "Next: connect QuickBooks Online: corebooks move connect --print-url",
    MoveStep.MATCH: "Next: find the entries in QuickBooks Online: corebooks move match",
    MoveStep.REVIEW: "Next: decide what wasn't found: corebooks move review",
    MoveStep.PROOF: "Next: see which sums differ: corebooks move proof",
    MoveStep.SWITCH: "Next: corebooks move switch",
    MoveStep.BACK: "Next: finish going back: corebooks move back",
    MoveStep.NOTHING: "The move is done. To go back before anything is posted: corebooks move back",
}


def run(
    step: Annotated[Step, typer.Argument(help="which step")],
    company: CompanyId,
    *,
    without_old: Annotated[
        bool,
        typer.Option(
            "--without-old", help="start: the QuickBooks that is left can't be reached anymore"
        ),
    ] = False,
    quickbooks: Annotated[
        str, typer.Option(metavar="ID", help="connect: Airflow connection of QuickBooks Online")
    ] = QuickBooksOnlineHook.default_conn_name,
    print_url: Annotated[
        bool, typer.Option("--print-url", help="connect, first: print the sign-in address")
    ] = False,
    answer: Annotated[
        str,
        typer.Option(metavar="URL", help="connect, then: the address that you were sent to"),
    ] = "",
    entry: Annotated[
        str, typer.Option(metavar="KEY", help="choose: an entry, as review lists it")
    ] = "",
    name: Annotated[
        str, typer.Option(metavar="KIND:ID", help="choose: a name, as review lists it")
    ] = "",
    to: Annotated[
        str,
        typer.Option(metavar="ID", help='choose: its ID in QuickBooks Online, or "none"'),
    ] = "",
    because: Annotated[str, typer.Option(help="accept: why the sums differ")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="don't ask")] = False,
    as_json: AsJson = False,
) -> None:
    """Move a company to another QuickBooks, such as from Desktop to Online, with all its links."""
    with open_company(company) as (database, found):
        if step is Step.CONNECT:
            _connect(database, found, quickbooks, answer, print_url=print_url)
        elif step is Step.CHOOSE:
            _choose(database, found, entry, name, to)
        elif step is Step.START:
            _start(database, found, without_old=without_old, yes=yes)
        elif step is Step.ACCEPT:
            accept(database, found.id, because, operator())
            print("Accepted. The reason is in the audit trail.")
        elif step in _WITH_QUESTION:
            _WITH_QUESTION[step](database, found, yes)
        else:
            _SHOWN[step](database, found, as_json)
        if step not in (Step.STATUS, Step.REVIEW, Step.PROOF) and not (print_url and not answer):
            _print_next(database, found)


def _view(database: Database, company: ConnectedCompany) -> MoveView | None:
    with database.reading() as session:
        return move_view(session, company.id)


def _print_next(database: Database, company: ConnectedCompany) -> None:
    view = _view(database, company)
    if view is not None:
        print(NEXT[view.next])


def _confirm(what: str, question: str, *, yes: bool) -> None:
    """Say what a step does, and ask; a script says yes beforehand."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise NotConfirmed(what)
    print(what)
    typer.confirm(question, abort=True)


def _start(database: Database, company: ConnectedCompany, *, without_old: bool, yes: bool) -> None:
    _confirm(
        f"From now on nothing is posted to {company.name}, until the move is done or canceled.",
        f"Start moving {company.name}?",
        yes=yes,
    )
    start_move(database, company.id, operator(), without_old=without_old)
    if without_old:
        print("What CoreBooks knows of the entries counts for the QuickBooks that is left.")
        return
    with (
        working("Reading the QuickBooks that is left"),
        open_gateway(database, company, patience=AT_THE_PC) as gateway,
    ):
        number = read_old(database, company.id, gateway)
    print(f"Read {counted(number, 'entry')} of {company.name}. Nothing is posted there anymore.")


def _connect(
    database: Database,
    company: ConnectedCompany,
    connection_id: str,
    answer: str,
    *,
    print_url: bool,
) -> None:
    if print_url == bool(answer):
        raise typer.BadParameter("Choose one of --print-url and --answer.")
    if not answer:
        print("1. Open this address, sign in to QuickBooks, and choose the company.")
        print("2. Run this command again, with --answer and the address that you are sent to.")
        print(consent_address(connection_id))
        return
    facts = connect_for_move(database, company.id, connection_id, answer, operator())
    print(f"Connected {facts.name} ({facts.edition}) for the move of {company.name}.")


def _match(database: Database, company: ConnectedCompany, _as_json: bool) -> None:  # noqa: FBT001
    with working("Reading QuickBooks Online"), open_destination(database, company.id) as gateway:
        look(database, company.id, gateway)
    _status(database, company, False)


def _choose(database: Database, company: ConnectedCompany, entry: str, name: str, to: str) -> None:
    if bool(entry) == bool(name) or not to:
        raise typer.BadParameter("Choose --entry or --name, and --to with an ID or none.")
    new_id = "" if to == "none" else to
    with open_destination(database, company.id) as gateway:
        if entry:
            choose_entry(database, company.id, entry, new_id, operator(), gateway)
        else:
            kind, _, old_id = name.partition(":")
            if not old_id:
                raise CantChoose(
                    f"{name!r} isn't a kind and an ID with a colon between them. Copy it from the list of `corebooks move "
                    "review`. Nothing was changed."
                )
            choose_name(database, company.id, kind, old_id, new_id, operator(), gateway)
    print("Chosen." if new_id else "Noted that QuickBooks Online doesn't have it.")


def _switch(database: Database, company: ConnectedCompany, yes: bool) -> None:  # noqa: FBT001
    view = _view(database, company)
    number = sum(view.entries.values()) if view else 0
    where = view.after.name if view and view.after else "QuickBooks Online"
    _confirm(
        f"{counted(number, 'entry')} of {company.name} will be linked to {where} in QuickBooks Online. Nothing is "
        "written to QuickBooks.",
        f"Switch {company.name}?",
        yes=yes,
    )
    with working("Switching"):
        moved = switch(database, company.id, operator())
    print(f"Switched. {counted(moved, 'entry')} of {company.name} went along.")


def _back(database: Database, company: ConnectedCompany, yes: bool) -> None:  # noqa: FBT001
    _confirm(
        f"{company.name} goes back to the QuickBooks that it left, with the links of then.",
        f"Take {company.name} back?",
        yes=yes,
    )
    again = go_back(database, company.id, operator())
    print(f"{company.name} is back.{_RECONNECT if again else ''}")


def _cancel(database: Database, company: ConnectedCompany, yes: bool) -> None:  # noqa: FBT001
    _confirm(
        f"The move of {company.name} ends. Its links stay as they are, and its workflows post again.",
        f"Cancel the move of {company.name}?",
        yes=yes,
    )
    again = cancel_move(database, company.id, operator())
    print(f"The move is canceled.{_RECONNECT if again else ''}")


_RECONNECT = " Select Reconnect under Integrations."


def _status(database: Database, company: ConnectedCompany, as_json: bool) -> None:  # noqa: FBT001
    view = _view(database, company)
    if as_json:
        print_json(_as_json(view))
        return
    if view is None:
        print(f"{company.name} isn't being moved. To start: corebooks move start")
        return
    after = f"{view.after.name} ({view.after.edition})" if view.after else "not connected yet"
    print(f"{view.before.name} ({view.before.edition}) to {after}: {view.state}")
    if view.from_records:
        print("The QuickBooks that is left couldn't be read: what CoreBooks knows counts for it.")
    for what, noun in ((view.entries, "entry"), (view.names, "name")):
        for how, number in what.items() if view.next not in _BEFORE_MATCHING else ():
            print(f"  {counted(number, noun)} {MATCHED_BY[how]}")
    if view.state is MoveState.SWITCHING:
        print(f"  {counted(view.moved, 'link')} of {sum(view.entries.values()):,} switched")
    if view.accepted_by:
        print(f"  Differences accepted by {view.accepted_by}: {view.accepted_because}")
    print(NEXT[view.next])


_BEFORE_MATCHING = (MoveStep.READ, MoveStep.CONNECT, MoveStep.MATCH)


def _review(database: Database, company: ConnectedCompany, as_json: bool) -> None:  # noqa: FBT001
    with database.reading() as session:
        entries = entries_to_review(session, company.id, MOST_LISTED)
        names = names_to_review(session, company.id)
    if as_json:
        print_json({"entries": entries, "names": names})
        return
    if not entries and not names:
        print("Everything was found.")
        return
    for one in entries:
        print(
            f"{numbered(one.kind, one.number)} for {one.party_name}, {format_money(one.total_cents)}, "
            f"{format_day(one.date)}: --entry {one.document_key}"
        )
        for candidate in one.candidates:
            day = f", {format_day(candidate.date)}" if candidate.date else ""
            print(
                f"  perhaps {candidate.number or 'without number'} for {candidate.party_name}, "
                f"{format_money(candidate.total_cents)}{day}: --to {candidate.id}"
            )
    if len(entries) == MOST_LISTED:
        print(f"The first {MOST_LISTED} are listed.")
    for name in names:
        needed = ", which a workflow posts with" if name.is_needed else ""
        print(f"{spelled(name.kind)} {name.name}{needed}: --name {name.kind}:{name.old_id}")
    print("To decide: corebooks move choose, with --to ID or --to none")


def _proof(database: Database, company: ConnectedCompany, as_json: bool) -> None:  # noqa: FBT001
    view = _view(database, company)
    rows = view.proof if view else ()
    if as_json:
        print_json([row.stored() | {"difference_cents": row.difference_cents} for row in rows])
        return
    print_rows(
        ("Month", "Account", "Before", "QuickBooks Online", "Difference"),
        [
            (
                f"{row.month:%B %Y}",
                row.account,
                format_amount(row.old_cents),
                format_amount(row.new_cents),
                format_amount(row.difference_cents),
            )
            for row in rows
        ],
    )
    if view is None or not view.differing:
        print("Both sides are equal." if rows else "There is no proof yet.")
        return
    for one in differences_now(database, company.id)[:MOST_LISTED]:
        sides = [
            format_money(cents) if cents is not None else "nothing"
            for cents in (one.old_cents, one.new_cents)
        ]
        print(
            f"{numbered(one.kind, one.number)} for {one.party_name}: {sides[0]} before, {sides[1]} in QuickBooks "
            "Online"
        )


def _as_json(view: MoveView | None) -> dict[str, object] | None:
    if view is None:
        return None
    return {
        "state": view.state,
        "next": view.next,
        "before": view.before.name,
        "after": view.after.name if view.after else None,
        "entries": {how or "to review": number for how, number in view.entries.items()},
        "names": {how or "to review": number for how, number in view.names.items()},
        "to_review": {"entries": view.to_review[0], "names": view.to_review[1]},
        "moved": view.moved,
        "differing_sums": len(view.differing),
        "accepted_by": view.accepted_by,
    }


_Shown = Callable[[Database, ConnectedCompany, bool], None]
_WITH_QUESTION: dict[Step, _Shown] = {
    Step.SWITCH: _switch,
    Step.BACK: _back,
    Step.CANCEL: _cancel,
}
_SHOWN: dict[Step, _Shown] = {
    Step.STATUS: _status,
    Step.MATCH: _match,
    Step.REVIEW: _review,
    Step.PROOF: _proof,
}
