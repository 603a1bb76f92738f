"""Creating, updating, voiding and deleting: QuickBooks' rules in the order it applies them."""

from __future__ import annotations

from decimal import Decimal

from sandbox.quickbooks_online import home_amounts, inactive, ledger, links, money, numbers, unapply
from sandbox.quickbooks_online.company import APP, Company
from sandbox.quickbooks_online.entities.spec import Link, Spec
from sandbox.quickbooks_online.errors import Refusal, gone, missing, not_in_plan, rule
from sandbox.quickbooks_online.fields import clean
from sandbox.quickbooks_online.store import Body, Change, Record

_DEPOSIT_FIXED = ("CustomerRef", "TotalAmt", "DepositToAccountRef", "TxnDate")
_AMOUNTS = (
    "TotalAmt",
    "Balance",
    "UnappliedAmt",
    "RemainingCredit",
    "HomeTotalAmt",
    "HomeBalance",
)
"""What is zero in a transaction that is voided."""


def create(company: Company, spec: Spec, sent: Body, *, doubles_allowed: bool = False) -> Record:
    """Create an entity.

    Raises:
        Refusal: QuickBooks would not take it.
    """
    _writable(company, spec)
    body = _prepared(company, spec, sent, None)
    _open_period(company, body)
    numbers.number(company, spec, body, None, doubles_allowed=doubles_allowed)
    settled = _settles(company, spec, body, None)
    id_ = _new_id(company, spec)
    if spec.name in links.SETTLED:
        body = links.with_balance(company, spec.name, id_, body)
    change = Change(spec.name, id_, body, company.clock.now(), company.who, "create")
    record = company.store.insert(company.realm, change, active=body.get("Active", True))
    _book(company, spec, record, settled)
    return record


def update(company: Company, spec: Spec, sent: Body, *, doubles_allowed: bool = False) -> Record:
    """Update an entity; without `sparse` whatever was not sent is cleared.

    Raises:
        Refusal: 610 not there, 5010 a newer version exists, or QuickBooks would not take it.
    """
    _writable(company, spec)
    before = current(company, spec, sent)
    _open_period(company, before.body)
    if _sparse(sent) and company.who == APP:
        # Observed live: a sparse purchase needs its PaymentType again, a sparse bill its VendorRef.
        for name in spec.resent:
            if not sent.get(name):
                raise missing(name)
    # The tax of before is never what somebody sends: it would stand against what the lines come to.
    kept = {name: value for name, value in before.body.items() if name != "TxnTaxDetail"}
    merged = {**kept, **sent} if _sparse(sent) else sent
    body = _prepared(company, spec, merged, before)
    _open_period(company, body)
    _undeposited(company, before, body)
    numbers.number(company, spec, body, before, doubles_allowed=doubles_allowed)
    settled = _settles(company, spec, body, before)
    if spec.name in links.SETTLED:
        _keep_settled(company, before, body)
        body = links.with_balance(company, spec.name, before.id, body)
    active = body.get("Active", True)
    action = "deactivate" if before.active and not active else "update"
    if action == "deactivate" and not spec.read_only:
        body = inactive.renamed(company, spec, body)
    elif active and not before.active and spec.kind != "transaction":
        body = inactive.restored(company, spec, body)
    # A memo on a voided entry does not bring it back to life; amounts do.
    status = "voided" if before.status == "voided" and not body["TotalAmt"] else "live"
    change = Change(spec.name, before.id, body, company.clock.now(), company.who, action, status)
    record = company.store.replace(company.realm, change, active=active)
    _book(company, spec, record, settled)
    return record


def void(company: Company, spec: Spec, sent: Body, *, plain: bool = True) -> Record:
    """Set a transaction's amounts to zero and unlink it; it stays, marked "Voided" in the company's language.

    Args:
        company: the company.
        spec: its kind.
        sent: Id and SyncToken.
        plain: asked for as ?operation=void, which only invoices know; otherwise by include=void.

    Raises:
        Refusal: as `update`; 500 where QuickBooks cannot void this kind, or not in this way; 10000
            where asking makes it fail.
    """
    _voidable(company, spec, plain=plain)
    before = _removable(company, spec, sent)
    body = dict(before.body)
    zero = Decimal("0.00")
    for name in _AMOUNTS:
        if name in body:
            body[name] = zero
    if "TxnTaxDetail" in body:
        body["TxnTaxDetail"] = {"TotalTax": zero}
    if before.entity in ("Payment", "BillPayment"):
        body["Line"] = []
    else:
        body["Line"] = [_zeroed(line) for line in body["Line"]]
    note, voided = body.get("PrivateNote", ""), company.settings.word_of_voided
    if not note.startswith(voided):
        body["PrivateNote"] = f"{voided} - {note}"[:4000] if note else voided
    now = company.clock.now()
    change = Change(spec.name, before.id, body, now, company.who, "void", "voided")
    record = company.store.replace(company.realm, change, active=True)
    ledger.unpost(company, spec.name, before.id)
    links.replace(company, spec.name, before.id, ())
    return record


def _voidable(company: Company, spec: Spec, *, plain: bool) -> None:
    if company.who != APP:
        if spec.voidable or spec.voidable_by_hand:
            return
    elif spec.voidable == ("operation" if plain else "include"):
        return
    elif spec.void_breaks:
        # Observed live: HTTP 200 with an exception of the service's own in the body.
        raise Refusal("10000", "An application error has occurred: null", status=200)
    raise Refusal("500", "Operation void is not supported.")


def delete(company: Company, spec: Spec, sent: Body) -> Record:
    """Delete a transaction for good; lists and parties can only be made inactive.

    Raises:
        Refusal: as `update`; 2010 for lists and parties.
    """
    if spec.kind != "transaction":
        raise Refusal("2010", f"Operation delete is not supported for {spec.name}")
    before = _removable(company, spec, sent)
    change = Change(
        spec.name, before.id, before.body, company.clock.now(), company.who, "delete", "deleted"
    )
    record = company.store.replace(company.realm, change, active=False)
    ledger.unpost(company, spec.name, before.id)
    links.replace(company, spec.name, before.id, ())
    return record


def current(company: Company, spec: Spec, sent: Body) -> Record:
    """The entity that a request means, when the request knows its newest version.

    Raises:
        Refusal: 2020 no Id or SyncToken, 610 not there, 5010 stale.
    """
    if not sent.get("Id"):
        raise missing("Id")
    record = company.get(spec.name, str(sent["Id"]))
    if record is None:
        raise gone()
    if sent.get("SyncToken") in (None, ""):
        raise missing("SyncToken")
    if str(sent["SyncToken"]) != str(record.token):
        name = company.name_of(record)
        raise Refusal(
            "5010",
            f"Stale Object Error : You and Pat Doe were working on this at the same time. "
            f"Pat Doe finished before you did, so your work was not saved. ({spec.name} {name})",
        )
    return record


def _sparse(sent: Body) -> bool:
    return str(sent.get("sparse", "")).lower() == "true"


def _writable(company: Company, spec: Spec) -> None:
    settings = company.settings
    if settings.read_only:
        raise Refusal(
            "6190",
            "Subscription period has ended or canceled or there was a billing problem : "
            "You can't add data to QuickBooks Online because your trial or subscription period ended.",
        )
    if spec.read_only and company.who == APP:
        raise Refusal("2010", f"{spec.name} is read only")
    if settings.lacks(spec.feature):
        raise not_in_plan(settings.beyond_plan_code, settings.offering_sku)


def _prepared(company: Company, spec: Spec, sent: Body, before: Record | None) -> Body:
    body = clean(company, spec.fields, sent)
    for name in spec.required:
        if name not in body:
            raise missing(name)
    body = spec.prepare(company, body, before)
    if spec.kind != "transaction":
        numbers.check_name(company, spec, body, None if before is None else before.id)
    return body


def _open_period(company: Company, body: Body) -> None:
    closed = company.settings.book_close_date
    if closed is not None and body.get("TxnDate", "9999") <= closed.isoformat():
        raise Refusal(
            "6210",
            "The account period has closed and the account books cannot be updated through the QBO "
            f"Services API. Please use the QBO website to make these changes. ({closed.isoformat()})",
        )


def _settles(company: Company, spec: Spec, body: Body, before: Record | None) -> list[Link]:
    if spec.links is None:
        return []
    settled = list(spec.links(company, body))
    links.check(company, spec.name, body, None if before is None else before.id, settled)
    return settled


def _book(company: Company, spec: Spec, record: Record, settled: list[Link]) -> None:
    if spec.post is not None:
        postings = home_amounts.postings(company, spec, record.body)
        ledger.post(company, spec.name, record.id, record.body["TxnDate"], postings)
    if spec.links is not None:
        links.replace(company, spec.name, record.id, settled)


def _new_id(company: Company, spec: Spec) -> str:
    sequence = {"party": "party", "transaction": "transaction"}.get(spec.kind, spec.name)
    return str(company.store.next_number(company.realm, f"{sequence} id"))


def _undeposited(company: Company, before: Record, after: Body | None) -> None:
    if links.deposited_in(company, before.entity, before.id) is None:
        return
    fixed = any(
        after is None or after.get(name) != before.body.get(name) for name in _DEPOSIT_FIXED
    )
    if fixed:
        raise Refusal(
            "6540",
            "This transaction has been deposited. If you want to change or delete it, you must edit "
            "the deposit it appears on and remove it first.",
        )


def _keep_settled(company: Company, before: Record, body: Body) -> None:
    """Keep an invoice or bill and its payments in step."""
    applied = sum(amount for _, _, amount in links.linked_by(company, before.entity, before.id))
    if not applied:
        return
    for name in ("CustomerRef", "VendorRef"):
        if name in before.body and body[name]["value"] != before.body[name]["value"]:
            raise rule("A payment is linked: its customer or vendor can't be changed.")
    total = money.cents(body["TotalAmt"])
    if total < applied and company.settings.less_than_paid == "refuse":
        raise rule("The total can't be less than the payments that are linked to it.")
    unapply.down_to(company, before, total)


def _removable(company: Company, spec: Spec, sent: Body) -> Record:
    _writable(company, spec)
    before = current(company, spec, sent)
    _open_period(company, before.body)
    _undeposited(company, before, None)
    payers = links.linked_by(company, spec.name, before.id)
    if payers and spec.name in links.SETTLED:
        if company.settings.delete_linked == "refuse":
            raise rule("A payment is linked to it: delete or unlink the payment first.")
        unapply.down_to(company, before, 0)
    return before


def _zeroed(line: Body) -> Body:
    result = {**line, "Amount": Decimal("0.00")}
    holder = line.get("DetailType", "")
    if isinstance(line.get(holder), dict):
        detail = dict(line[holder])
        for name in ("UnitPrice", "Qty"):
            if name in detail:
                detail[name] = Decimal(0)
        result[holder] = detail
    return result
