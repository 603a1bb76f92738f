"""Who may approve a run's changes: who is named, or may start runs, and didn't ask for the run."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.acts import ActKind, last_act
from include.database.feeds.uploaders import uploader_of
from include.database.setup.automation import AutomationSettings
from include.database.setup.company_access import hidden_from_user
from include.database.setup.people import Who
from include.database.tables.people import Person
from include.database.tables.runs import SyncRun


def approver_ids(
    session: Session, settings: AutomationSettings, also: Who | None = None
) -> tuple[str, ...]:
    """The IDs of a company's approvers; empty if every user who can start runs can approve.

    A name that was typed for somebody who had never opened CoreBooks counts as soon as they are known.

    Args:
        session: a transaction.
        settings: the company's.
        also: somebody who is known although they never opened CoreBooks.
    """
    names: dict[str, set[str]] = {}
    ids = set()
    for person_id, name in session.execute(select(Person.id, Person.name)):
        ids.add(person_id)
        names.setdefault(name, set()).add(person_id)
    if also is not None:
        ids.add(also.id)
        names.setdefault(also.name, set()).add(also.id)
    return tuple(
        entry if entry in ids else _only(names.get(entry, set())) or entry
        for entry in settings.approvers
    )


def known_ids(session: Session, ids: Sequence[str]) -> frozenset[str]:
    """Those of some IDs that are of people who opened CoreBooks."""
    return frozenset(session.scalars(select(Person.id).where(Person.id.in_(ids))))


def with_known_approvers(session: Session, settings: AutomationSettings) -> AutomationSettings:
    """The settings with the IDs of approvers who were typed by name and are known now."""
    return dataclasses.replace(settings, approvers=approver_ids(session, settings))


def approver_names(session: Session, settings: AutomationSettings) -> list[str]:
    """The approvers as pages show them."""
    ids = approver_ids(session, settings)
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    names = {row.id: row.name for row in rows}
    return [names.get(one, one) for one in ids]


def asker_of(session: Session, run: SyncRun) -> Who | None:
    """Who asked for a run, by starting it or by uploading what it follows; None for a schedule's."""
    if run.trigger == "scheduled":
        return uploader_of(session, run.airflow_run_id)
    if run.actor_id:
        return Who(run.actor_id, run.actor)
    noted = last_act(session, run.category, run.airflow_run_id, kind=ActKind.TRIGGERED)
    if noted is not None and noted.who.name == run.actor:
        return noted.who
    ids = set(session.scalars(select(Person.id).where(Person.name == run.actor)))
    return Who(_only(ids), run.actor)


def why_not(
    session: Session, settings: AutomationSettings, run: SyncRun, who: Who, company: str
) -> str:
    """Why somebody may not approve a run: a sentence; empty if they may.

    Args:
        session: a transaction.
        settings: the company's.
        run: the run that asks.
        who: who would approve.
        company: the company's name.
    """
    if run.company_id in hidden_from_user(session, who):
        return f"{who.name} isn't on the list of users who can see {company}."
    asker = asker_of(session, run)
    if settings.four_eyes and asker is not None and _are_one(asker, who):
        return f"{who.name} asked for run {run.id}, so another approver must approve it."
    named = approver_ids(session, settings, who)
    if named and who.id not in named:
        return f"{who.name} isn't an approver of {company}."
    known = session.get(Person, who.id)
    if not named and known is not None and not known.may_sync:
        return f"{who.name} can't start runs, and so can't approve them."
    return ""


def _are_one(asker: Who, who: Who) -> bool:
    return asker.id == who.id if asker.id else asker.name == who.name


def _only(ids: set[str]) -> str:
    return next(iter(ids)) if len(ids) == 1 else ""
