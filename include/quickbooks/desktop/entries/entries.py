"""From QuickBooks Desktop's forms to entries, and the queries that bring them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from include.books.documents import DocumentKind
from include.books.entries import Entry, EntryRef, EntryStatus, LineExtras, LinkedEntry, LinkedKind
from include.books.money import Cents
from include.plain_text import plain as plain_text
from include.quickbooks.desktop.entries.currencies import currency_of
from include.quickbooks.desktop.entries.forms import CARD, CARD_KINDS, FORMS, Form
from include.quickbooks.desktop.entries.home import UNITED_STATES, Home
from include.quickbooks.desktop.entries.line_taxes import tax_added, tax_mode
from include.quickbooks.desktop.entries.links import linked_entries
from include.quickbooks.desktop.wire.elements import (
    Fields,
    Value,
    cents_in,
    date_in,
    element,
    moment,
    yes,
)
from include.quickbooks.desktop.wire.schema import longest
from include.quickbooks.exchange_rate import at_its_rate

_PORTION = "200"
_CHECKS = frozenset({DocumentKind.CHECK, DocumentKind.EXPENSE, DocumentKind.REFUND})
"""Kinds that QuickBooks keeps as one."""
_LINKED = frozenset({"Invoice", "CreditMemo", "Bill", "VendorCredit", "Check"})
"""Forms that list, on request, the entries they pay or are paid by."""
_OPEN = {"Invoice": "BalanceRemaining", "CreditMemo": "CreditRemaining", "Bill": "OpenAmount"}
_NOTHING = LineExtras()
_BILLABLE = {"Billable": True, "HasBeenBilled": True, "NotBillable": False}
_PARTY = ("CustomerRef", "VendorRef", "PayeeEntityRef", "DepositLineRet/EntityRef")
_ACCOUNTS = ("DepositToAccountRef", "AccountRef")
_VOID = "VOID:"
"""How QuickBooks begins the memo of what was voided."""
_ONE_WORD_FIRST = re.compile(r"[^\W\d_]+\s?:")


def forms(kinds: Sequence[DocumentKind]) -> dict[Form, list[DocumentKind]]:
    """The forms that documents of some kinds may be on, each with those kinds."""
    kinds_by_form: dict[Form, list[DocumentKind]] = {}
    for kind in kinds:
        kinds_by_form.setdefault(FORMS[kind], []).append(kind)
        if kind in CARD_KINDS:
            kinds_by_form.setdefault(CARD, []).append(kind)
    return kinds_by_form


def entries_query(
    form: Form,
    *,
    ids: Sequence[str] = (),
    numbers: Sequence[str] = (),
    dated: tuple[dt.date, dt.date] | None = None,
    changed_since: dt.datetime | None = None,
) -> etree._Element:
    """Query entries of one form: by ID, by number, by date, or all changed since (the PC's time)."""
    filters: Fields
    attributes = {}
    if ids:
        filters = {"TxnID": list(ids)}
    elif numbers:
        filters = {"RefNumber": list(numbers)}
    elif dated:
        days = {"FromTxnDate": dated[0].isoformat(), "ToTxnDate": dated[1].isoformat()}
        filters = {"MaxReturned": _PORTION, "TxnDateRangeFilter": days}
        attributes = {"iterator": "Start"}
    else:
        assert changed_since is not None  # noqa: S101  (one of the four is given)
        since = {"FromModifiedDate": moment(changed_since)}
        filters = {"MaxReturned": _PORTION, "ModifiedDateRangeFilter": since}
        attributes = {"iterator": "Start"}
    fields: dict[str, Value] = {**filters, "IncludeLineItems": yes(True)}
    if form.name in _LINKED:
        fields["IncludeLinkedTxns"] = yes(True)
    return element(f"{form.name}QueryRq", fields, **attributes)


def has_number(form: Form) -> bool:
    """Whether entries of a form can be queried by number."""
    return longest(form.name, "RefNumber") > 0


def deleted_query(kinds: Sequence[DocumentKind], since: dt.datetime) -> etree._Element:
    """Query what was deleted since (the PC's time)."""
    names = sorted({form.name for form in forms(kinds)})
    return element(
        "TxnDeletedQueryRq",
        {
            "TxnDelType": names,
            "DeletedDateRangeFilter": {"FromDeletedDate": moment(since)},
        },
    )


def deleted_entries(kinds: Sequence[DocumentKind], ret: etree._Element) -> Iterator[Entry]:
    """A deletion, as every kind that it can have been: QuickBooks no longer has its kind."""
    name = ret.findtext("TxnDelType") or ""
    ref = EntryRef(ret.findtext("TxnID") or "", "")
    for form, kinds_of_form in forms(kinds).items():
        if form.name == name:
            for kind in kinds_of_form:
                yield Entry(kind, ref, "", None, "", 0, 0, (), "", EntryStatus.DELETED)


def kinds_of(ret: etree._Element, kinds: Sequence[DocumentKind]) -> Sequence[DocumentKind]:
    """Which of these kinds an entry can be.

    A refund is known by its payee, who is the customer on its lines too; another customer there is one
    that a bookkeeper set. A check and an expense by check look alike.
    """
    if not _CHECKS.intersection(kinds):
        return kinds
    customers = {ref.text for ref in ret.iterfind("ExpenseLineRet/CustomerRef/ListID")}
    refund = bool(customers) and ret.findtext("PayeeEntityRef/ListID") in customers
    return [kind for kind in kinds if (kind is DocumentKind.REFUND) == refund]


def _is_voided(total: Cents, memo: str, lines: Sequence[Cents], home: Home) -> bool:
    """Whether an entry is one that was voided: by its memo, as qbXML has it nowhere else.

    A Canadian company file may be kept in French, and how the memo begins there was found in no documentation (looked
    for on Dec 1, 2026): any word with a colon counts, if no line has an amount.
    """
    if total:
        return False
    if memo.upper().startswith(_VOID):
        return True
    return home.may_be_french and not any(lines) and bool(_ONE_WORD_FIRST.match(memo))


def entry(kind: DocumentKind, ret: etree._Element, home: Home = UNITED_STATES) -> Entry:
    """A document as QuickBooks has it in the books of a company whose home this is."""
    return at_its_rate(_in_own_currency(kind, ret, home), ret.findtext("ExchangeRate"))


def _in_own_currency(kind: DocumentKind, ret: etree._Element, home: Home) -> Entry:
    """The document with the amounts that QuickBooks shows, which are in the document's currency."""
    name = str(ret.tag).removesuffix("Ret")
    form = CARD if name == CARD.name else FORMS[kind]
    # The total field of an invoice doesn't include its tax.
    sales_tax = cents_in(ret, "SalesTaxTotal") if kind is DocumentKind.INVOICE else 0
    total = cents_in(ret, form.total) + sales_tax
    lines = tuple(_lines(form, ret, home))
    codes = () if home.is_us else tuple(line.tax_code for line in lines)
    cents = [line.cents for line in lines]
    memo = ret.findtext("Memo") or ""
    linked = tuple(linked_entries(name, ret))
    party_id = _first(ret, _PARTY)
    return Entry(
        kind=kind,
        ref=EntryRef(ret.findtext("TxnID") or "", ret.findtext("EditSequence") or ""),
        number=plain_text(ret.findtext("RefNumber") or ""),
        date=date_in(ret, "TxnDate"),
        party_id=party_id,
        party_name=plain_text(
            next((n for name in _PARTY if (n := ret.findtext(f"{name}/FullName"))), "")
        ),
        total=total,
        balance=cents_in(ret, _OPEN.get(name, "UnusedPayment")),
        lines=tuple((line.text, line.cents) for line in lines),
        memo=memo,
        status=EntryStatus.VOIDED if _is_voided(total, memo, cents, home) else EntryStatus.LIVE,
        links=tuple(dict.fromkeys(one.id for one in linked)),
        targets=tuple(line.target for line in lines),
        account_id=_first(ret, _ACCOUNTS),
        linked=(*linked, *_billed_on(ret, linked)),
        extras=tuple(_without_party(line.extras, party_id) for line in lines),
        printed=_is_printed(ret),
        currency=currency_of(ret, home.currency),
        tax=0 if home.is_us else tax_added(form, ret, cents, total),
        tax_codes=codes if any(codes) else (),
        tax_mode="" if home.is_us else tax_mode(form, ret, codes),
        due_date=date_in(ret, "DueDate"),
    )


def _billed_on(ret: etree._Element, linked: Sequence[LinkedEntry]) -> Iterator[LinkedEntry]:
    """That a line was billed to a customer, where QuickBooks doesn't name the invoice."""
    statuses = (line.findtext("BillableStatus") for line in ret)
    named = any(one.kind is LinkedKind.REIMBURSEMENT for one in linked)
    if "HasBeenBilled" in statuses and not named:
        yield LinkedEntry(LinkedKind.REIMBURSEMENT, "")


def _is_printed(ret: etree._Element) -> bool:
    """Whether a check was printed.

    QuickBooks keeps no more than that it is no longer to be printed. Printing gives it the next
    number of the checkbook; a check that was never to be printed has the number that CORE gave it.
    """
    number = ret.findtext("RefNumber") or ""
    return ret.tag == "CheckRet" and ret.findtext("IsToBePrinted") == "false" and number.isdigit()


def _without_party(extras: LineExtras, party_id: str) -> LineExtras:
    """What is set on a line beside the customer that the entry itself is for."""
    return replace(extras, customer_id="") if extras.customer_id == party_id else extras


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that carries money; `target` and `tax_code` are the IDs of its account or item, and code."""

    text: str
    cents: Cents
    target: str
    extras: LineExtras = _NOTHING
    tax_code: str = ""


def _lines(form: Form, ret: etree._Element, home: Home) -> Iterator[_Line]:
    """The lines; in the US edition, sales tax that QuickBooks added is one of them."""
    for line in ret.iterfind(f"{form.line}Ret") if form.line else ():
        if line.find("Amount") is None:
            continue
        text = line.findtext("Desc") or line.findtext("Memo") or ""
        target = line.findtext("ItemRef/ListID") or line.findtext("AccountRef/ListID") or ""
        yield _Line(text, cents_in(line, "Amount"), target, _extras(line), _code(line))
    for line in ret.iterfind("ItemLineRet") if form.line == "ExpenseLine" else ():
        target = line.findtext("ItemRef/ListID") or ""
        text = line.findtext("Desc") or ""
        yield _Line(text, cents_in(line, "Amount"), target, _extras(line), _code(line))
    tax = cents_in(ret, "SalesTaxTotal")
    if tax and home.is_us:
        yield _Line("Sales tax", tax, "")


def _code(line: etree._Element) -> str:
    return line.findtext("SalesTaxCodeRef/ListID") or ""


def _extras(line: etree._Element) -> LineExtras:
    status = line.findtext("BillableStatus")
    return LineExtras(
        line_id=line.findtext("TxnLineID") or "",
        class_id=line.findtext("ClassRef/ListID") or "",
        customer_id=line.findtext("CustomerRef/ListID") or "",
        billable=_BILLABLE.get(status) if status else None,
    )


def _first(ret: etree._Element, names: Sequence[str]) -> str:
    ids = (ret.findtext(f"{name}/ListID") for name in names)
    return next((list_id for list_id in ids if list_id), "")
