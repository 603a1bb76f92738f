"""Which agents and vendors charge sales tax, as users said: nothing is guessed of anyone.

Only a payee who is registered for the tax may charge it. A tax number that is wrong costs the brokerage
its credit, so CoreBooks asks, and holds the entries of whoever isn't decided.
"""

from __future__ import annotations

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
        select(PayeeTax.party_key, PayeeTax.charges_tax).where(PayeeTax.company_id == company_id)
    )
    return {row.party_key: row.charges_tax for row in rows}


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
    if charges is not None:
        decided = {
            "company_id": company_id,
            "party_key": party_key,
            "charges_tax": charges,
            "decided_by": actor,
            "decided_at": utc_now(),
        }
        upsert(session, PayeeTax, [decided])
    elif row is not None:
        session.delete(row)
    audit.append(
        session,
        company_id,
        actor=actor,
        event="payee's sales tax decided",
        subject=party_key,
        detail={"charges_tax": charges, "charged_tax": before},
    )
    return True
