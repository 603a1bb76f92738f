"""Adding, changing, voiding and deleting: what is the same for every kind of object."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from sandbox.quickbooks_desktop import links
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.refusals import (
    Refusal,
    closed,
    feature_off,
    missing,
    not_deleted,
    not_found,
    stale,
)
from sandbox.quickbooks_desktop.rules import SPECS
from sandbox.quickbooks_desktop.rules import lines as lines_
from sandbox.quickbooks_desktop.rules.editions import only_this_country_s
from sandbox.quickbooks_desktop.rules.spec import Spec
from sandbox.quickbooks_desktop.store import Record

_SETTLING = ("AppliedToTxn", "SetCredit")
"""What is kept as links, not in the body."""
_NO_REFERENCE = frozenset({"AdditionalContactRef"})
_FIRST_NUMBERS = {"Check": 1001, "BillPaymentCheck": 1001}


def add(books: Books, kind: str, sent: Body) -> Record:
    """Enter a new object; raises `Refusal`."""
    books.may_write()
    spec, body = SPECS[kind], lines_.filled(copy.deepcopy(sent))
    only_this_country_s(books, kind, body)
    for base in spec.lines:
        if f"{base}Add" in body:
            body[f"{base}Ret"] = lines_.added(books, body.pop(f"{base}Add"))
    if "AppliedToTxnAdd" in body:
        body["AppliedToTxn"] = body.pop("AppliedToTxnAdd")
    _complete(spec, body)
    _resolve(books, body, spec, kind)
    if spec.transaction:
        body.setdefault("TxnDate", books.today())
        _number(books, spec, body)
        _open_period(books, kind, body["TxnDate"])
    spec.prepare(books, body, None)
    id_, number = books.new_txn_id() if spec.transaction else books.new_list_id()
    now = books.now()
    new = Record(
        id_,
        kind,
        number,
        "live",
        True,
        now,
        now,
        now,
        {},
        None,
        None,
        None,
        None,
    )
    return _kept(books, spec, new, body, "create")


def change(books: Books, kind: str, sent: Body) -> Record:
    """Make a new version of an object; raises `Refusal`."""
    books.may_write()
    spec = SPECS[kind]
    before = existing(books, kind, sent["TxnID" if spec.transaction else "ListID"])
    if sent["EditSequence"] != str(before.edit_sequence):
        raise stale(sent["EditSequence"])
    body = _merged(books, spec, before.body, sent)
    _complete(spec, body)
    _resolve(books, body, spec, kind)
    if spec.transaction:
        _open_period(books, kind, before.txn_date, body["TxnDate"])
    spec.prepare(books, body, before)
    # What gave way during the preparation may have made one more version of it.
    latest = replace(books.touched(books.get(before.id)), status="live")
    kept = _kept(books, spec, latest, body, "update")
    if kept.name != before.name:
        _rename_below(books, kept)
    return kept


def _rename_below(books: Books, above: Record) -> None:
    """Give the jobs or classes under a renamed one their new full names."""
    for record in books.store.find((above.kind,)):
        if record.body.get("ParentRef", {}).get("ListID") == above.id:
            full = f"{above.label}:{record.body['Name']}"
            body = {**record.body, "FullName": full}
            named = replace(record, body=body, name=full.casefold())
            books.store.keep(named, books.who, "renamed")
            _rename_below(books, named)


def _merged(books: Books, spec: Spec, before: Body, sent: Body) -> Body:
    body, fields = copy.deepcopy(before), copy.deepcopy(sent)
    only_this_country_s(books, spec.name, fields)
    for name in ("TxnID", "ListID", "EditSequence"):
        fields.pop(name, None)
    if not fields.get("TxnDate"):  # a date sent empty is not sent
        fields.pop("TxnDate", None)
    for base in spec.lines:
        if fields.pop(f"Clear{base}s", "false") == "true":
            body[f"{base}Ret"] = []
        if f"{base}Mod" in fields:
            lines = fields.pop(f"{base}Mod")
            body[f"{base}Ret"] = lines_.changed(books, body.get(f"{base}Ret", []), lines)
    if "AppliedToTxnMod" in fields:
        body["AppliedToTxn"] = fields.pop("AppliedToTxnMod")
    for name in [name for name in fields if name.endswith("PurchaseMod")]:
        kept = name.removesuffix("Mod")
        priced = fields.pop(name)
        both = {"Price", "PricePercent"} if {"Price", "PricePercent"} & set(priced) else set()
        former = {key: value for key, value in body.get(kept, {}).items() if key not in both}
        body[kept] = lines_.filled({**former, **priced})
    return lines_.filled({**body, **fields})


def void(books: Books, kind: str, id_: str) -> Record:
    """Set a transaction to zero; what settled it, or was settled by it, is open again."""
    books.may_write()
    before = existing(books, kind, id_)
    _open_period(books, kind, before.txn_date)
    if links.deposited_in(books, before.id) is not None:
        raise Refusal(
            3185,
            f"There was an error when voiding a {kind}.  QuickBooks error message: This "
            "transaction has been deposited.",
        )
    links.remove(books, before.id)
    books.ledger.unpost(kind, before.id)
    body = _zero(before.body)
    body["Memo"] = f"{books.settings.void_word}: {before.body.get('Memo', '')}".strip()
    record = replace(books.touched(books.get(before.id)), status="voided", body=body)
    return books.store.keep(record, books.who, "void")


_MONEY = (
    "Amount",
    "Rate",
    "Cost",
    "Subtotal",
    "SalesTaxTotal",
    "TaxAmount",
    *set(links.TOTALS.values()),
)


def _zero(body: Body) -> Body:
    """A body with all its money at zero."""
    result: Body = {}
    for name, value in body.items():
        if isinstance(value, list):
            result[name] = [_zero(one) if isinstance(one, dict) else one for one in value]
        else:
            result[name] = "0.00" if name in _MONEY else value
    return result


def delete(books: Books, kind: str, id_: str) -> Record:
    """Take a transaction out of the books."""
    books.may_write()
    before = existing(books, kind, id_)
    if _closed(books, before.txn_date):
        raise Refusal(3161, closed(kind).message)
    if links.deposited_in(books, before.id) is not None:
        raise not_deleted(id_, "This transaction has been deposited.")
    links.remove(books, before.id)
    books.ledger.unpost(kind, before.id)
    record = replace(books.touched(books.get(before.id)), status="deleted")
    return books.store.keep(record, books.who, "delete")


def delete_entry(books: Books, kind: str, id_: str) -> Record:
    """Delete a list entry that nothing refers to."""
    books.may_write()
    before = existing(books, kind, id_)
    referring = books.store.database.execute(
        "SELECT 1 FROM object WHERE status <> 'deleted' AND id <> ? AND body LIKE ? LIMIT 1",
        (id_, f'%"{id_}"%'),
    ).fetchone()
    if referring is not None:
        raise not_deleted(id_, "This list element has a balance or is used in a transaction.")
    record = replace(books.touched(before), status="deleted")
    return books.store.keep(record, books.who, "delete")


def existing(books: Books, kind: str, id_: str) -> Record:
    """An object that can be changed; raises `Refusal` 3120 or 3175."""
    found = books.store.get(id_)
    if found is None or found.kind != kind or found.status == "deleted":
        raise not_found(id_)
    books.locked(found)
    return found


def _kept(books: Books, spec: Spec, record: Record, body: Body, action: str) -> Record:
    name = body.get("FullName")
    party: Body = body.get(spec.party, {})
    number = body.get("RefNumber")
    kept = replace(
        record,
        active=body.get("IsActive", "true") == "true",
        body={name: value for name, value in body.items() if name not in _SETTLING},
        name=None if name is None else str(name).casefold(),
        ref_number=None if number is None else str(number).casefold(),
        party=party.get("ListID"),
        txn_date=body.get("TxnDate"),
    )
    books.store.keep(kept, books.who, action)
    if spec.post is not None:
        books.ledger.post(spec.name, kept.id, body["TxnDate"], list(spec.post(books, body)))
    if spec.settle is not None:
        spec.settle(books, kept.id, body)
    return books.get(kept.id)


def _complete(spec: Spec, body: Body) -> None:
    for name in spec.required:
        if name not in body:
            raise missing(name)


def _resolve(books: Books, body: Body, spec: Spec, place: str) -> None:
    """Make every reference one to an entry that is there."""
    for name, value in body.items():
        if isinstance(value, list):
            body[name] = [_resolved(books, name, one, spec, f"{spec.name} line") for one in value]
        else:
            body[name] = _resolved(books, name, value, spec, place)


def _resolved(books: Books, name: str, value: Any, spec: Spec, place: str) -> Any:
    if not isinstance(value, dict) or name in _NO_REFERENCE:
        return value
    if not name.endswith("Ref"):
        _resolve(books, value, spec, place)
        return value
    if name == "ClassRef" and not books.settings.class_tracking:
        raise feature_off()
    if name == "ParentRef":
        found = books.entry((spec.name,), value)
        if found is None:
            raise Refusal(
                3130, f'There is an invalid reference to the parent "{_named(value)}" in the list.'
            )
        return books.reference(found)
    return books.reference(books.referred(name, value, place))


def _named(ref: Body) -> str:
    return str(ref.get("ListID") or ref.get("FullName") or "")


def _number(books: Books, spec: Spec, body: Body) -> None:
    """Give the next number to what has none, unless it is still to be printed."""
    if not spec.numbering or "RefNumber" in body:
        return
    if spec.name in _FIRST_NUMBERS and body.get("IsToBePrinted") == "true":
        return
    fact = f"last_ref_number/{spec.name}"
    number = int(books.store.fact(fact) or _FIRST_NUMBERS.get(spec.name, 1) - 1) + 1
    books.store.set_fact(fact, number)
    body["RefNumber"] = str(number)


def _closed(books: Books, date: str | None) -> bool:
    last = books.settings.closing_date
    if last is None or date is None or books.settings.closed_period == "accept":
        return False
    return date <= last.isoformat()


def _open_period(books: Books, kind: str, *dates: str | None) -> None:
    if any(_closed(books, date) for date in dates):
        raise closed(kind)
