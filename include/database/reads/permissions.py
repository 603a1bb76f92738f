"""What Permissions shows: every company with the people who can see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.reads.companies import ConnectedCompany
from include.database.reads.people import KnownPerson, known_people
from include.database.tables.people import CompanyPerson


@dataclass(frozen=True, slots=True)
class CompanyAccess:
    """Who can see one company.

    Attributes:
        people: those on its list, by name; empty for everyone.
    """

    company: ConnectedCompany
    people: Sequence[KnownPerson]

    @property
    def ids(self) -> frozenset[str]:
        """The IDs of the people on the list."""
        return frozenset(person.id for person in self.people)


def company_access(session: Session, companies: Iterable[ConnectedCompany]) -> list[CompanyAccess]:
    """Some companies with their lists, in their order; two queries."""
    people, companies = known_people(session), list(companies)
    ids = [company.id for company in companies]
    rows = session.execute(
        select(CompanyPerson.company_id, CompanyPerson.person_id).where(
            CompanyPerson.company_id.in_(ids)
        )
    )
    listed = {(row.company_id, row.person_id) for row in rows}
    return [
        CompanyAccess(company, [one for one in people if (company.id, one.id) in listed])
        for company in companies
    ]


def people_who_see(session: Session, company_id: str) -> Sequence[KnownPerson]:
    """The people on one company's list, by name; empty for everyone."""
    listed = select(CompanyPerson.person_id).where(CompanyPerson.company_id == company_id)
    ids = set(session.scalars(listed))
    return [person for person in known_people(session) if person.id in ids] if ids else ()
