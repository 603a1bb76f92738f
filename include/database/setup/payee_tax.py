"""Which agents and vendors charge sales tax, as users said: nothing is guessed of anyone.

Only a payee who is registered for the tax may charge it. A tax number that is wrong costs the brokerage
its credit, so CoreBooks asks, and holds the entries of whoever isn't decided.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database import audit
from include.database.tables.entries import PayeeTax
from include.database.upserts import upsert


def charges_tax(session: Session, company_id: str) -> dict[str, bool]:
    """By the key of a vendor ("vendor/agent:45"), whether they charge tax; who is missing isn't decided.

    Args:
        session: a transaction of the database.
        company_id: the company.
    """
    rows = session.execute(
        select(PayeeTax.party_key, PayeeTax.charges_tax).where(
            PayeeTax.company_id == company_id, PayeeTax.charges_tax.is_not(None)
        )
    )
    return {key: bool(charges) for key, charges in rows}


def note_payees(session: Session, company_id: str, names: Mapping[str, str]) -> None:
    """Keep who must be decided on, so that they can be before anything of theirs posts.

    Args:
        session: a writing transaction of the database.
        company_id: the company.
        names: payees as CORE has them, by the key of their vendor.
    """
    query = select(PayeeTax.party_key, PayeeTax.name).where(PayeeTax.company_id == company_id)
    known = {row.party_key: row.name for row in session.execute(query)} if names else {}
    new = [
        {"company_id": company_id, "party_key": key, "name": name}
        for key, name in sorted(names.items())
        if known.get(key) != name
    ]
    upsert(session, PayeeTax, new)


def decide_all(
    session: Session, company_id: str, answers: Mapping[str, bool | None], actor: str
) -> int:
    """Say of several payees whether they charge tax. Only those whom a run has named can be decided on.

    Args:
        session: a writing transaction of the database.
        company_id: the company.
        answers: by the key of the vendor; None to leave it open again.
        actor: who says so.

    Returns:
        How many changed.
    """
    known = set(
        session.scalars(
            select(PayeeTax.party_key).where(
                PayeeTax.company_id == company_id, PayeeTax.party_key.in_(answers)
            )
        )
    )
    return sum(
        decide(session, company_id, key, charges=charges, actor=actor)
        for key, charges in sorted(answers.items())
        if key in known
    )


def decide(
    session: Session, company_id: str, party_key: str, *, charges: bool | None, actor: str
) -> bool:
    """Say whether a payee charges tax; entries that are posted and stay as they are keep their tax.

    Args:
        session: a writing transaction of the database.
        company_id: the company.
        party_key: the key of the vendor: "vendor/agent:45".
        charges: whether they do; None to leave it open again.
        actor: who says so.

    Returns:
        Whether anything changed.
    """
    row = session.get(PayeeTax, (company_id, party_key))
    before = row.charges_tax if row is not None else None
    if before is charges:
        return False
    decided = {
        "company_id": company_id,
        "party_key": party_key,
        "charges_tax": charges,
        "decided_by": actor,
        "decided_at": utc_now(),
    }
    upsert(session, PayeeTax, [decided])
    audit.append(
        session,
        company_id,
        actor=actor,
        event="payee's sales tax decided",
        subject=party_key,
        detail={"charges_tax": charges, "charged_tax": before},
    )
    return True
