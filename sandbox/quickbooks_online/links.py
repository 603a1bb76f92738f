"""Which transactions settle which: payments of invoices and bills, deposits of payments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sandbox.quickbooks_online import money
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import currency
from sandbox.quickbooks_online.entities.spec import Link
from sandbox.quickbooks_online.errors import Refusal, rule
from sandbox.quickbooks_online.store import Body, Change, Record, party_of

_ALIASES = {"BillPaymentCheck": "BillPayment", "BillPaymentCreditCard": "BillPayment"}
SETTLED = ("Invoice", "Bill", "CreditMemo", "VendorCredit")
"""What has a balance that payments reduce."""
_ALLOWED = {
    "Payment": ("Invoice", "CreditMemo"),
    "BillPayment": ("Bill", "VendorCredit"),
    "Deposit": ("Payment", "SalesReceipt", "RefundReceipt"),
}


def check(
    company: Company, entity: str, body: Body, id_: str | None, links: Sequence[Link]
) -> None:
    """Refuse links that QuickBooks refuses.

    Raises:
        Refusal: 620 not there, of another party or of a kind that cannot be linked; 6000 more
            than the open balance; 6540 deposited before.
    """
    for (to_entity, to_id), amount in _summed(links).items():
        target = company.get(to_entity, to_id)
        if to_entity not in _ALLOWED.get(entity, ()) or target is None or target.status == "voided":
            raise Refusal("620", f"TxnID Cannot Be Linked: {to_entity} {to_id} cannot be linked.")
        if entity == "Deposit":
            _depositable(company, id_, target, amount)
            continue
        if _party(target.body) != _party(body):
            raise Refusal(
                "620",
                f"TxnID Cannot Be Linked: {to_entity} {to_id} belongs to a different "
                f"{'customer' if entity == 'Payment' else 'vendor'}.",
            )
        applied = _applied(company, to_entity, to_id, unless=(entity, id_))
        open_ = money.cents(target.body["TotalAmt"]) - applied
        if amount > open_:
            raise rule(
                f"The amount applied to {to_entity} {to_id} ({money.dollars(amount)}) is more than "
                f"its open balance ({money.dollars(open_)})."
            )


def replace(company: Company, entity: str, id_: str, links: Sequence[Link]) -> None:
    """Make these the links of a transaction, and bring what it settles up to date."""
    before = {(to_entity, to_id) for to_entity, to_id, _ in links_from(company, entity, id_)}
    company.store.database.execute(
        "DELETE FROM link WHERE realm = ? AND entity = ? AND id = ?", (company.realm, entity, id_)
    )
    company.store.database.executemany(
        "INSERT INTO link VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (company.realm, entity, id_, line, _known(link.to_entity), link.to_id, link.amount)
            for line, link in enumerate(links, start=1)
        ],
    )
    after = {(_known(link.to_entity), link.to_id) for link in links}
    for to_entity, to_id in sorted(before | after):
        refresh(company, to_entity, to_id)


def refresh(company: Company, entity: str, id_: str) -> None:
    """Write a settled transaction's balance anew; its version stays unless the setting says so."""
    record = company.get(entity, id_)
    if record is None or entity not in SETTLED:
        return
    body = with_balance(company, entity, id_, dict(record.body))
    if body["Balance"] == record.body.get("Balance"):
        return
    change = Change(
        entity, id_, body, company.clock.now(), company.who, "payment applied", record.status
    )
    bump = company.settings.links_bump_sync_token
    company.store.replace(company.realm, change, active=record.active, bump=bump)


def open_balance(company: Company, invoice_id: str, payment_id: str | None) -> Decimal | None:
    """What is open of an invoice without one of its payments; None where there is no invoice."""
    target = company.get("Invoice", invoice_id)
    if target is None or target.status == "voided":
        return None
    paid = _applied(company, "Invoice", invoice_id, unless=("Payment", payment_id))
    total: Decimal = target.body["TotalAmt"]
    return max(total - money.dollars(paid), Decimal("0.00"))


def with_balance(company: Company, entity: str, id_: str, body: Body) -> Body:
    """The body with its open balance."""
    applied = _applied(company, entity, id_)
    body["Balance"] = body["TotalAmt"] - money.dollars(applied)
    if entity == "CreditMemo":
        body["RemainingCredit"] = body["Balance"]
    if company.settings.multicurrency and "ExchangeRate" in body:
        body["HomeBalance"] = currency.at_home(body["Balance"], body)
    return body


def linked(company: Company, entity: str, id_: str) -> list[dict[str, Any]]:
    """The LinkedTxn list of a transaction: who settles or deposits it."""
    rows = company.store.database.execute(
        "SELECT DISTINCT entity, id FROM link WHERE realm = ? AND to_entity = ? AND to_id = ? "
        "ORDER BY rowid",
        (company.realm, entity, id_),
    ).fetchall()
    return [{"TxnId": by, "TxnType": _shown(company, kind, by)} for kind, by in rows]


def links_from(company: Company, entity: str, id_: str) -> list[tuple[str, str, int]]:
    """What a transaction settles or deposits: entity, id, cents."""
    rows = company.store.database.execute(
        "SELECT to_entity, to_id, amount FROM link WHERE realm = ? AND entity = ? AND id = ? "
        "ORDER BY line",
        (company.realm, entity, id_),
    )
    return [(str(to_entity), str(to_id), int(amount)) for to_entity, to_id, amount in rows]


def linked_by(company: Company, entity: str, id_: str) -> list[tuple[str, str, int]]:
    """By what a transaction is settled or deposited: entity, id, cents."""
    rows = company.store.database.execute(
        "SELECT entity, id, SUM(amount) FROM link WHERE realm = ? AND to_entity = ? AND to_id = ? "
        "GROUP BY entity, id ORDER BY rowid",
        (company.realm, entity, id_),
    )
    return [(str(kind), str(by), int(amount)) for kind, by, amount in rows]


def deposited_in(company: Company, entity: str, id_: str) -> str | None:
    """The id of the deposit that holds a payment or receipt."""
    return next((by for kind, by, _ in linked_by(company, entity, id_) if kind == "Deposit"), None)


def _summed(links: Iterable[Link]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for link in links:
        key = (_known(link.to_entity), link.to_id)
        sums[key] = sums.get(key, 0) + link.amount
    return sums


def _known(entity: str) -> str:
    return _ALIASES.get(entity, entity)


def _shown(company: Company, entity: str, id_: str) -> str:
    if entity != "BillPayment":
        return entity
    record = company.store.get(company.realm, entity, id_)
    check_ = record is None or record.body["PayType"] == "Check"
    return "BillPaymentCheck" if check_ else "BillPaymentCreditCard"


def _party(body: Body) -> Any:
    party = party_of(body)
    return None if party is None else party["value"]


def _applied(
    company: Company, entity: str, id_: str, unless: tuple[str, str | None] = ("", None)
) -> int:
    return sum(
        amount for kind, by, amount in linked_by(company, entity, id_) if (kind, by) != unless
    )


def _depositable(company: Company, id_: str | None, target: Record, amount: int) -> None:
    held = company.account("Other Current Asset", "UndepositedFunds")["value"]
    if target.body["DepositToAccountRef"]["value"] != held:
        raise Refusal(
            "620",
            f"TxnID Cannot Be Linked: {target.entity} {target.id} is not in Undeposited Funds.",
        )
    deposit = deposited_in(company, target.entity, target.id)
    if deposit not in (None, id_):
        raise Refusal("6540", f"{target.entity} {target.id} is on deposit {deposit} already.")
    total = Decimal(target.body["TotalAmt"]) * (-1 if target.entity == "RefundReceipt" else 1)
    if amount != money.cents(total):
        raise rule(f"{target.entity} {target.id} is deposited in full or not at all.")
