"""Who can see a company: the people on its list, or everyone if it has none.

The list holds for pages, exports, runs, approvals and commands. It has the auth manager's own IDs:
names can change, and two people can have one.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.database import audit
from include.database.engine import Database
from include.database.setup.people import Who
from include.database.tables.companies import Company
from include.database.tables.people import CompanyPerson, Person
from include.understood import Understood

EVERYONE = "everyone"
"""What the audit trail has for no list."""


class NoSuchPerson(Understood, LookupError):
    """A list names someone who never opened CoreBooks; choose from those who did."""

    def __init__(self, person_id: str) -> None:
        super().__init__(
            f"No user with the ID {person_id!r} has opened CoreBooks yet. Ask them to open it once, "
            "then choose them from the list. Nothing was changed."
        )


def may_see(session: Session, company_id: str, person_id: str) -> bool:
    """Whether a person can see a company.

    Args:
        session: a transaction of the database.
        company_id: the company.
        person_id: the auth manager's own ID, as `Person.id` has it.
    """
    of_company = select(CompanyPerson.person_id).where(CompanyPerson.company_id == company_id)
    listed = set(session.scalars(of_company))
    return not listed or person_id in listed


def hidden_from(session: Session, person_id: str) -> frozenset[str]:
    """The IDs of the companies that a person can't see; one query."""
    theirs = select(CompanyPerson.company_id).where(CompanyPerson.person_id == person_id)
    others = select(CompanyPerson.company_id).where(CompanyPerson.company_id.not_in(theirs))
    return frozenset(session.scalars(others.distinct()))


def hidden_from_name(session: Session, name: str) -> frozenset[str]:
    """The IDs of the companies that the user of a name can't see.

    Airflow and the command line name a user without an ID. If several people have the name, only
    what all of them can see isn't hidden.
    """
    ids = set(session.scalars(select(Person.id).where(Person.name == name)))
    return _hidden(session, ids)


def hidden_from_user(session: Session, who: Who) -> frozenset[str]:
    """The IDs of the companies that a user can't see, by their ID or, without one, by their name."""
    return hidden_from(session, who.id) if who.id else hidden_from_name(session, who.name)


def _hidden(session: Session, person_ids: Collection[str]) -> frozenset[str]:
    lists: dict[str, set[str]] = {}
    for company_id, person_id in session.execute(
        select(CompanyPerson.company_id, CompanyPerson.person_id)
    ):
        lists.setdefault(company_id, set()).add(person_id)
    return frozenset(
        company_id
        for company_id, listed in lists.items()
        if not person_ids or not listed.issuperset(person_ids)
    )


def change_list(
    database: Database, company_id: str, person_ids: Collection[str], actor: str
) -> bool:
    """Set who can see a company.

    Args:
        database: the database.
        company_id: the company.
        person_ids: the auth manager's own IDs; empty for everyone.
        actor: who changes it.

    Returns:
        Whether anything changed; if not, no event is recorded.

    Raises:
        NoSuchPerson: nothing was changed.
    """
    wanted = set(person_ids)
    with database.writing() as session:
        # Whoever only refers to the company, as every row of it does, waits for nothing.
        session.get_one(Company, company_id, with_for_update={"key_share": True})
        names = _names(session)
        unknown = sorted(wanted - names.keys())
        if unknown:
            raise NoSuchPerson(unknown[0])
        of_company = CompanyPerson.company_id == company_id
        before = set(session.scalars(select(CompanyPerson.person_id).where(of_company)))
        if before == wanted:
            return False
        session.execute(delete(CompanyPerson).where(of_company))
        session.add_all(CompanyPerson(company_id=company_id, person_id=one) for one in wanted)
        audit.append(
            session,
            company_id,
            actor=actor,
            event="company access changed",
            subject="who can see the company",
            detail={"before": _told(before, names), "after": _told(wanted, names)},
        )
    return True


def _names(session: Session) -> dict[str, str]:
    return {row.id: row.name for row in session.execute(select(Person.id, Person.name))}


def _told(person_ids: set[str], names: dict[str, str]) -> list[dict[str, str]] | str:
    """People as the audit trail has them."""
    return [{"id": one, "name": names[one]} for one in sorted(person_ids)] or EVERYONE
