"""What a query asks for: by id, name or number, or by filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.quickbooks_desktop.books import ENTITIES, ITEMS, Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.qbxml.values import moment
from sandbox.quickbooks_desktop.refusals import Refusal, feature_off
from sandbox.quickbooks_desktop.rendering import shown
from sandbox.quickbooks_desktop.rules import TRANSACTIONS
from sandbox.quickbooks_desktop.store import Record

LISTS: dict[str, tuple[str, ...]] = {
    "AccountQuery": ("Account",),
    "ItemQuery": ITEMS,
    "ItemServiceQuery": ("ItemService",),
    "ClassQuery": ("Class",),
    "SalesTaxCodeQuery": ("SalesTaxCode",),
    "CurrencyQuery": ("Currency",),
    "CustomerQuery": ("Customer",),
    "VendorQuery": ("Vendor",),
    "EmployeeQuery": ("Employee",),
    "OtherNameQuery": ("OtherName",),
    "EntityQuery": ENTITIES,
    "PaymentMethodQuery": ("PaymentMethod",),
    "TermsQuery": ("StandardTerms",),
    "StandardTermsQuery": ("StandardTerms",),
}
FORMS = {f"{kind}Query": (kind,) for kind in TRANSACTIONS}
ITERATED = frozenset(
    {"ItemQuery", "ItemServiceQuery", "CustomerQuery", "VendorQuery", "EntityQuery"}
    | {"TransactionQuery"}
    | set(FORMS)
)
"""Queries that can be answered in portions."""
_NEED = {
    "ClassQuery": "class_tracking",
    "SalesTaxCodeQuery": "sales_tax",
    "CurrencyQuery": "multicurrency",
}
"""Lists that the company file only has when a preference is on."""
_LIVE = "status <> 'deleted'"
Keep = Callable[[Record], bool]


@dataclass(slots=True)
class Found:
    """The records that a query finds, and what it named that is not there."""

    records: list[Record]
    missing: list[str] = field(default_factory=list)


def find(books: Books, name: str, sent: Body) -> Found:
    """Answer a query of a list or of one kind of transaction."""
    if name in _NEED and not getattr(books.settings, _NEED[name]):
        raise feature_off()
    if name in LISTS:
        return _named(books, LISTS[name], sent, "ListID", "FullName") or Found(
            _listed(books, LISTS[name], sent)
        )
    kinds = FORMS[name]
    return (
        _named(books, kinds, sent, "TxnID", "RefNumber")
        or _numbered(books, kinds, sent)
        or Found(_dated(books, kinds, sent))
    )


def _named(
    books: Books, kinds: tuple[str, ...], sent: Body, id_field: str, name_field: str
) -> Found | None:
    if id_field in sent:
        found = Found([])
        for id_ in sent[id_field]:
            record = books.store.get(id_)
            if record is None or record.kind not in kinds or record.status == "deleted":
                found.missing.append(id_)
            else:
                found.records.append(record)
        return found
    if name_field not in sent:
        return None
    column = "name" if name_field == "FullName" else "ref_number"
    found = Found([])
    for value in sent[name_field]:
        named = books.store.find(kinds, f"{column} = ? AND {_LIVE}", (value.casefold(),))
        found.records += named
        found.missing += [] if named else [value]
    return found


def _numbered(books: Books, kinds: tuple[str, ...], sent: Body) -> Found | None:
    if "RefNumberCaseSensitive" not in sent:
        return None
    found = Found([])
    for value in sent["RefNumberCaseSensitive"]:
        named = books.store.find(kinds, f"ref_number = ? AND {_LIVE}", (value.casefold(),))
        exact = [record for record in named if record.body["RefNumber"] == value]
        found.records += exact
        found.missing += [] if exact else [value]
    return found


def _listed(books: Books, kinds: tuple[str, ...], sent: Body) -> list[Record]:
    status = sent.get("ActiveStatus") or "ActiveOnly"
    where, values = _modified(books, sent)
    if status != "All":
        where += f" AND active = {int(status == 'ActiveOnly')}"
    keeps: list[Keep] = [*_texts(sent, "Name", lambda record: record.label)]
    if sent.get("AccountType"):
        keeps.append(lambda record: record.body.get("AccountType") in sent["AccountType"])
    if sent.get("PaymentMethodType"):
        wanted = sent["PaymentMethodType"]
        keeps.append(lambda record: record.body.get("PaymentMethodType") in wanted)
    return _kept(books.store.find(kinds, where, values), keeps)


def _dated(books: Books, kinds: tuple[str, ...], sent: Body) -> list[Record]:
    where, values = _modified(books, sent.get("ModifiedDateRangeFilter", {}))
    dates = sent.get("TxnDateRangeFilter", {})
    return _filtered(
        books,
        kinds,
        (where, values),
        {
            "dates": (dates.get("FromTxnDate"), dates.get("ToTxnDate")),
            "entity": sent.get("EntityFilter"),
            "account": sent.get("AccountFilter"),
            "texts": sent,
            "paid": {"PaidOnly": "true", "NotPaidOnly": "false"}.get(sent.get("PaidStatus", "")),
        },
    )


def _filtered(
    books: Books,
    kinds: tuple[str, ...],
    condition: tuple[str, tuple[Any, ...]],
    filters: dict[str, Any],
) -> list[Record]:
    """Transactions that meet a condition on the columns and filters beyond it."""
    where, values = condition
    for operator, day in zip((">=", "<="), filters["dates"], strict=True):
        if day:
            where, values = f"{where} AND txn_date {operator} ?", (*values, day)
    keeps: list[Keep] = [*_texts(filters["texts"], "RefNumber", _number)]
    if filters["entity"]:
        wanted = _ids(books, ENTITIES, filters["entity"])
        keeps.append(lambda record: record.party in wanted)
    if filters["account"]:
        accounts = _ids(books, ("Account",), filters["account"])
        keeps.append(lambda record: bool(accounts & _accounts(books, record)))
    if filters["paid"] is not None:
        keeps.append(lambda record: shown(books, record).get("IsPaid") == filters["paid"])
    return _kept(books.store.find(kinds, where, values), keeps)


def _kept(records: Iterable[Record], keeps: list[Keep]) -> list[Record]:
    return [record for record in records if all(keep(record) for keep in keeps)]


def _number(record: Record) -> str:
    return str(record.body.get("RefNumber", ""))


def _accounts(books: Books, record: Record) -> set[str]:
    return {one.account for one in books.ledger.entries_of(record.kind, record.id)}


def _modified(books: Books, sent: Body) -> tuple[str, tuple[int, ...]]:
    """When records were last changed, as a condition; both ends count."""
    where, values = _LIVE, []
    for name, operator in (("FromModifiedDate", ">="), ("ToModifiedDate", "<=")):
        if sent.get(name):
            end = name.startswith("To")
            where += f" AND modified {operator} ?"
            values.append(books.seconds(moment(sent[name], end=end)))
    if len(values) == 2 and values[0] > values[1]:  # noqa: PLR2004  (both ends are given)
        raise Refusal(3030, "Invalid date range: From date is greater than To date.")
    return where, tuple(values)


def _texts(sent: Body, name: str, text: Callable[[Record], str]) -> list[Keep]:
    """Filters of names or numbers: a part of it, or a range."""
    keeps: list[Keep] = []
    part = sent.get(f"{name}Filter")
    if part:
        wanted = part[name].casefold()
        check = {
            "StartsWith": str.startswith,
            "EndsWith": str.endswith,
            "Contains": str.__contains__,
        }[part["MatchCriterion"]]
        keeps.append(lambda record: bool(check(text(record).casefold(), wanted)))
    between = sent.get(f"{name}RangeFilter")
    if between:
        first, last = between.get(f"From{name}", ""), between.get(f"To{name}", "")
        keeps.append(lambda record: text(record) >= first and (not last or text(record) <= last))
    return keeps


def _ids(books: Books, kinds: tuple[str, ...], sent: Body) -> set[str]:
    """The list entries that a filter means; 500 when one is not there."""
    names = [*sent.get("FullName", [])]
    below = sent.get("FullNameWithChildren")
    refs = [{"ListID": id_} for id_ in sent.get("ListID", [])]
    refs += [{"FullName": name} for name in (*names, *([below] if below else []))]
    if sent.get("ListIDWithChildren"):
        refs.append({"ListID": sent["ListIDWithChildren"]})
    found: set[str] = set()
    for ref in refs:
        record = books.entry(kinds, ref)
        if record is None:
            raise not_complete(next(iter(ref.values())))
        found.add(record.id)
        if below or "ListIDWithChildren" in sent:
            prefix = f"{record.label.casefold()}:%"
            found |= {one.id for one in books.store.find(kinds, "name LIKE ?", (prefix,))}
    if sent.get("EntityTypeFilter"):
        found |= {one.id for one in books.store.find((sent["EntityTypeFilter"],))}
    return found


def account_ids(books: Books, sent: Body) -> set[str]:
    """The accounts that a filter means."""
    return _ids(books, ("Account",), sent)


def not_complete(value: str) -> Refusal:
    """Something that a query names is not there."""
    return Refusal(
        500,
        "The query request has not been fully completed. There was a required element "
        f'("{value}") that could not be found in QuickBooks.',
    )


def transactions(books: Books, sent: Body) -> Found:
    """Answer a TransactionQuery: records of every kind."""
    named = _named(books, TRANSACTIONS, sent, "TxnID", "RefNumber") or _numbered(
        books, TRANSACTIONS, sent
    )
    if named is not None:
        return named
    types = sent.get("TransactionTypeFilter", {}).get("TxnTypeFilter", ["All"])
    kinds = tuple(kind for kind in TRANSACTIONS if kind in types or "All" in types)
    changed = _modified(books, sent.get("TransactionModifiedDateRangeFilter", {}))
    dates = sent.get("TransactionDateRangeFilter", {})
    paid = {"Closed": "true", "Open": "false"}.get(sent.get("TransactionPaidStatusFilter", ""))
    filters = {
        "dates": (dates.get("FromTxnDate"), dates.get("ToTxnDate")),
        "entity": sent.get("TransactionEntityFilter"),
        "account": sent.get("TransactionAccountFilter"),
        "texts": sent,
        "paid": paid,
    }
    return Found(_filtered(books, kinds, changed, filters))


def deleted(books: Books, kinds: list[str], between: Body) -> list[Record]:
    """What was deleted of some kinds, in a range of times or ever."""
    renamed = {f"{end}ModifiedDate": between.get(f"{end}DeletedDate") for end in ("From", "To")}
    where, values = _modified(books, renamed)
    return books.store.find(kinds, where.replace(_LIVE, "status = 'deleted'"), values)
