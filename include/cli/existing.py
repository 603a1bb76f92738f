"""`corebooks existing`: finds entries that QuickBooks had before CoreBooks, and links them or leaves them alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Annotated

import typer

from include.books.documents import DocumentKind
from include.books.money import format_money
from include.books.wording import counted
from include.cli.arguments import AsJson, CompanyId, open_company, operator
from include.cli.output import print_json, print_rows
from include.cli.sync import start_runs, workflows_to_start
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.reads.existing import Found, existing_counts, is_found, iter_found
from include.database.status_words import match_badge
from include.provider.airflow_api import Asked
from include.sync.existing import deciding, unlinking
from include.sync.existing.booking import mark_booked, mark_record_booked, unmark_booked
from include.sync.existing.linking import link, link_certain
from include.sync.existing.naming import link_by_hand
from include.sync.run.mode import RunMode
from include.understood import Understood
from include.workflows.category import Category

_Workflows = Annotated[
    list[Category] | None,
    typer.Option(help="which workflow; repeatable; if blank, every one that is on"),
]
_Records = Annotated[
    list[str] | None,
    typer.Option("--record", metavar="ID", help="a CORE ID to search for; repeatable"),
]


def _of(flag: str, text: str) -> object:
    return typer.Option(flag, metavar="DOCUMENT", help=text)


class OneWorkflow(Understood, ValueError):
    """What was asked for needs to be told which workflow it is about."""

    def __init__(self) -> None:
        super().__init__(
            "A record has entries of several workflows. Name one with --workflow. Nothing was changed."
        )


class KindMissing(Understood, ValueError):
    """An entry that no search found is linked by its kind and ID."""

    def __init__(self, key: str, quickbooks_id: str) -> None:
        super().__init__(
            f"No search found the entry with the QuickBooks ID {quickbooks_id} for {key}. To link it all the "
            "same, add its kind, such as --kind invoice. Nothing was changed."
        )


def run(
    company: CompanyId,
    *,
    workflow: _Workflows = None,
    find: Annotated[bool, typer.Option("--find", help="search QuickBooks; posts nothing")] = False,
    record: _Records = None,
    certain: Annotated[
        bool, typer.Option("--link-certain", help="link everything that is ready to link")
    ] = False,
    linked: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--link",
            metavar="DOCUMENT ID",
            help="link a document, or a record, to the entry with this QuickBooks ID",
        ),
    ] = None,
    kind: Annotated[
        DocumentKind | None, typer.Option(help="the entry's kind, to link one that wasn't found")
    ] = None,
    not_a_match: Annotated[str, _of("--not-a-match", "never propose this entry again")] = "",
    anyway: Annotated[str, _of("--post-anyway", "let the next sync create it")] = "",
    booked: Annotated[str, _of("--booked", "don't post a document, or a record")] = "",
    not_booked: Annotated[str, _of("--not-booked", "post it again")] = "",
    note: Annotated[str, typer.Option(help="where it is booked, with --booked")] = "",
    again: Annotated[str, _of("--decide-again", "take a decision back")] = "",
    accept: Annotated[str, _of("--accept", "accept that a linked entry differs from CORE")] = "",
    unlinked: Annotated[str, _of("--unlink", "unlink the entry of a document")] = "",
    undo: Annotated[
        str, typer.Option("--undo-linking", metavar="ID", help="unlink all of one confirmation")
    ] = "",
    user: Annotated[str, typer.Option(metavar="NAME", help="your Airflow user, with --find")] = "",
    airflow: Annotated[str, typer.Option(metavar="URL", help="Airflow's address")] = "",
    as_json: AsJson = False,
) -> None:
    """Find entries that QuickBooks has already, and link them instead of posting them again."""
    chosen: tuple[tuple[str, Callable[[Database, str, str, str], str]], ...] = (
        (not_a_match, deciding.not_the_same),
        (anyway, deciding.post_anyway),
        (not_booked, unmark_booked),
        (again, deciding.decide_again),
        (accept, deciding.accept_difference),
        (unlinked, unlinking.unlink),
    )
    with open_company(company) as (database, found):
        said = [act(database, found.id, key, operator()) for key, act in chosen if key]
        if booked:
            said.append(_book(database, found.id, booked, note, workflow))
        if linked:
            said.append(_link(database, found.id, *linked, kind, workflow))
        if certain:
            said.append(_link_certain(database, found, workflow))
        if undo:
            said.append(_undo(database, found.id, undo, workflow))
        if find:
            wanted = workflows_to_start(database, found, workflow or [])
        elif not said:
            _print(database, found.id, as_json=as_json)
    for sentence in said:
        print(sentence)
    if find:
        mode, records = RunMode.FIND_EXISTING, tuple(record or ())
        asked = [Asked(found.id, category, records, mode=mode) for category in wanted]
        start_runs(asked, user=user, airflow=airflow, as_json=as_json)


def _one(workflow: list[Category] | None) -> Category:
    if not workflow or len(workflow) != 1:
        raise OneWorkflow
    return workflow[0]


def _is_record(text: str) -> bool:
    """Whether a record was named, such as transaction:640224, and not one of its documents."""
    return "/" not in text


def _book(
    database: Database, company_id: str, key: str, note: str, workflow: list[Category] | None
) -> str:
    if _is_record(key):
        return mark_record_booked(database, company_id, _one(workflow), key, operator(), note=note)
    return mark_booked(database, company_id, key, operator(), note=note)


def _link(
    database: Database,
    company_id: str,
    key: str,
    quickbooks_id: str,
    kind: DocumentKind | None,
    workflow: list[Category] | None,
) -> str:
    """Link an entry that was found; one that wasn't is read by the next search."""
    with database.reading() as session:
        found = is_found(session, company_id, key, quickbooks_id)
    if found:
        return link(database, company_id, key, operator(), quickbooks_id=quickbooks_id)
    if kind is None:
        raise KindMissing(key, quickbooks_id)
    record = key if _is_record(key) else key.split("/")[1]
    category = _one(workflow) if _is_record(key) else Category(key.split("/", maxsplit=1)[0])
    document = "" if _is_record(key) else key
    return link_by_hand(
        database,
        company_id,
        category,
        record,
        kind,
        quickbooks_id,
        operator(),
        document_key=document,
    )


def _link_certain(
    database: Database, company: ConnectedCompany, workflow: list[Category] | None
) -> str:
    linked = 0
    for category in workflow or [*Category]:
        linked += link_certain(database, company.id, category, operator())
    return f"{counted(linked, 'entry')} linked. Nothing was written to QuickBooks."


def _undo(
    database: Database, company_id: str, confirm_id: str, workflow: list[Category] | None
) -> str:
    undone = kept = 0
    for category in workflow or [*Category]:
        numbers = unlinking.undo_linking(database, company_id, category, confirm_id, operator())
        undone, kept = undone + numbers[0], kept + numbers[1]
    stays = (
        f" {counted(kept, 'entry')} stayed linked, as CoreBooks has updated them." if kept else ""
    )
    return f"{counted(undone, 'entry')} unlinked.{stays}"


def _print(database: Database, company_id: str, *, as_json: bool) -> None:
    with database.reading() as session:
        counts = existing_counts(session, company_id)
        rows = [*iter_found(session, company_id)]
    if as_json:
        print_json(
            {
                "counts": [dataclasses.asdict(one) for one in counts],
                "entries": [_as_json(one) for one in rows],
            }
        )
        return
    if not rows:
        print("Nothing was found yet. Search QuickBooks with corebooks existing --find.")
        return
    for one in counts:
        heading = Category(one.category).heading
        print(
            f"{heading}: {one.ready} ready to link, {one.review} to review, {one.linked} linked, "
            f"{one.post_anyway} to post anyway, {one.booked} marked as booked."
        )
    print_rows(
        ("Document", "Record", "CORE", "QuickBooks", "ID", "Status", "Linked as", "Why"),
        [_row(one) for one in rows],
    )


def _row(found: Found) -> tuple[str, ...]:
    entry = found.entry
    return (
        found.document_key,
        found.record_name,
        format_money(found.core_cents),
        f"{entry.kind} {entry.number or 'without a number'} {format_money(found.entry_cents)}",
        entry.ref.id,
        match_badge(found.decision, certain=found.certain).text,
        found.confirm_id,
        "; ".join((*found.reasons, *found.differences)),
    )


def _as_json(found: Found) -> dict[str, object]:
    return {
        "document": found.document_key,
        "record": found.record_key,
        "kind": found.entry.kind,
        "quickbooks_id": found.entry.ref.id,
        "core_cents": found.core_cents,
        "entry_cents": found.entry_cents,
        "score": found.score,
        "certain": found.certain,
        "decision": found.decision,
        "confirm_id": found.confirm_id,
        "reasons": found.reasons,
        "differences": found.differences,
    }
