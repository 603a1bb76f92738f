"""Taking payments off an invoice or bill: the money stays with the party, unapplied."""

from __future__ import annotations

from decimal import Decimal

from sandbox.quickbooks_online import links
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities.payments import applied
from sandbox.quickbooks_online.entities.spec import Link
from sandbox.quickbooks_online.store import Change, Record


def down_to(company: Company, target: Record, most: int) -> None:
    """Let the newest payments of a transaction give way until they come to `most` cents.

    Each payment that gives way is a new version of itself.
    """
    payers = links.linked_by(company, target.entity, target.id)
    excess = sum(amount for _, _, amount in payers) - most
    for entity, id_, amount in reversed(payers):
        if excess <= 0:
            return
        freed = min(excess, amount)
        _shorten(company, entity, id_, target, freed)
        excess -= freed


def _shorten(company: Company, entity: str, id_: str, target: Record, freed: int) -> None:
    payer = company.get(entity, id_)
    if payer is None:
        return
    body, left = dict(payer.body), Decimal(freed).scaleb(-2)
    kept = []
    for line in body["Line"]:
        mine = any(str(link["TxnId"]) == target.id for link in line.get("LinkedTxn", ()))
        taken = min(left, line["Amount"]) if mine else Decimal(0)
        left -= taken
        if taken == 0 or line["Amount"] > taken:
            kept.append({**line, "Amount": line["Amount"] - taken} if taken else line)
    body["Line"] = kept
    if "UnappliedAmt" in body:
        body["UnappliedAmt"] = body["TotalAmt"] - applied(kept)
    action = f"unapplied from {target.entity} {target.id}"
    change = Change(entity, id_, body, company.clock.now(), company.who, action)
    company.store.replace(company.realm, change, active=payer.active)
    links.replace(company, entity, id_, _less(company, payer, target, freed))


def _less(company: Company, payer: Record, target: Record, freed: int) -> list[Link]:
    """The payer's links, the one to the target shortened or gone."""
    result = []
    for to_entity, to_id, amount in links.links_from(company, payer.entity, payer.id):
        taken = min(freed, amount) if (to_entity, to_id) == (target.entity, target.id) else 0
        freed -= taken
        if taken == 0 or amount > taken:
            result.append(Link(to_entity, to_id, amount - taken))
    return result
