"""An object as QuickBooks shows it in a response: what is kept, and what follows from it."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks_desktop import links
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.qbxml.values import cents, dollars
from sandbox.quickbooks_desktop.rules import SPECS
from sandbox.quickbooks_desktop.rules.payments import owed
from sandbox.quickbooks_desktop.store import Record

_BLOCKS = {"BillAddress", "ShipAddress", "VendorAddress", "Address"}
DEBIT_TYPES = frozenset(
    {
        "Bank",
        "AccountsReceivable",
        "OtherCurrentAsset",
        "FixedAsset",
        "OtherAsset",
        "CostOfGoodsSold",
        "Expense",
        "OtherExpense",
    }
)
"""Account types whose balance is a debit."""


def shown(books: Books, record: Record, *, lines: bool = True, linked: bool = False) -> Body:
    """The body of a Ret element.

    Args:
        books: the open file.
        record: what to show.
        lines: whether its lines are asked for.
        linked: whether the transactions that settle it are asked for.
    """
    spec = SPECS[record.kind]
    body: Body = {name: _fresh(books, value) for name, value in record.body.items()}
    body |= {
        "TxnID" if spec.transaction else "ListID": record.id,
        "TimeCreated": books.shown(record.created),
        "TimeModified": books.shown(record.modified),
        "EditSequence": str(record.edit_sequence),
    }
    if spec.transaction:
        body["TxnNumber"] = str(record.number)
        body |= _settlement(books, record)
        if linked:
            body["LinkedTxn"] = _linked(books, record)
    else:
        body["IsActive"] = "true" if record.active else "false"
        body |= _balance(books, record)
    if books.settings.multicurrency:
        body |= _currency(books, record)
    if not books.settings.line_tax_shown:
        for line in (one for base in spec.lines for one in body.get(f"{base}Ret", ())):
            line.pop("TaxAmount", None)
    if not lines:
        for name in ("AppliedToTxnRet", *(f"{base}Ret" for base in spec.lines)):
            body.pop(name, None)
    for name in _BLOCKS & set(body):
        body[f"{name}Block"] = _block(body[name])
    return body


_IN_A_CURRENCY = ("Customer", "Vendor", "Account")


def _currency(books: Books, record: Record) -> Body:
    """The currency of somebody or of an account; of a transaction, that of whom or what it is with."""
    if not SPECS[record.kind].transaction:
        of = record if record.kind in _IN_A_CURRENCY else None
    else:
        account = record.body.get("AccountRef") or record.body.get("DepositToAccountRef") or {}
        of = books.store.get(record.party or account.get("ListID", ""))
    if of is None:
        return {}
    home = books.reference(books.named("Currency", books.settings.own_currency))
    ref: Body = _fresh(books, of.body.get("CurrencyRef") or home)
    rate = {} if record.kind in _IN_A_CURRENCY else {"ExchangeRate": "1"}
    return {"CurrencyRef": ref, **rate}


def _fresh(books: Books, value: Any) -> Any:
    """A value with every reference under its present name."""
    if isinstance(value, list):
        return [_fresh(books, one) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"ListID", "FullName"}:
        return books.reference(books.get(value["ListID"]))
    return {name: _fresh(books, inner) for name, inner in value.items()}


def _settlement(books: Books, record: Record) -> Body:
    """What is open, paid or left of a transaction."""
    if record.kind in ("Invoice", "Bill"):
        open_ = owed(books, record)
        paid = {"IsPaid": "true" if open_ == 0 else "false"}
        if record.kind == "Bill":
            return {"OpenAmount": dollars(open_), **paid}
        applied = dollars(-links.applied(books, record.id))
        return {"AppliedAmount": applied, "BalanceRemaining": dollars(open_), **paid}
    result: Body = {}
    if record.kind in ("ReceivePayment", "BillPaymentCheck"):
        result["AppliedToTxnRet"] = _applied_to(books, record)
    if record.kind in _LEFT:
        total = cents(record.body[links.TOTALS[record.kind]])
        result[_LEFT[record.kind]] = dollars(total - links.used(books, record.id))
    if record.kind == "ReceivePayment":
        result["UnusedCredits"] = "0.00"
    return result


_LEFT = {
    "CreditMemo": "CreditRemaining",
    "VendorCredit": "OpenAmount",
    "ReceivePayment": "UnusedPayment",
}
"""What of a payment or credit is not used yet."""


def _applied_to(books: Books, record: Record) -> list[Body]:
    result = []
    for link in links.of(books, record.id):
        target = books.get(link.to)
        result.append(
            {
                "TxnID": target.id,
                "TxnType": target.kind,
                "TxnDate": target.txn_date,
                "RefNumber": target.body.get("RefNumber"),
                "BalanceRemaining": dollars(owed(books, target)),
                "Amount": dollars(link.amount),
            }
        )
    return result


def _linked(books: Books, record: Record) -> list[Body]:
    """The transactions on the other side; what settles an invoice stands there negative."""
    found = [(link.by, -link.amount) for link in links.to(books, record.id)]
    found += [(link.to, link.amount) for link in links.of(books, record.id)]
    result = []
    for id_, amount in found:
        other = books.get(id_)
        result.append(
            {
                "TxnID": other.id,
                "TxnType": other.kind,
                "TxnDate": other.txn_date,
                "RefNumber": other.body.get("RefNumber"),
                "LinkType": "AMTTYPE",
                "Amount": dollars(amount),
            }
        )
    return result


def _balance(books: Books, record: Record) -> Body:
    if record.kind == "Account":
        held = books.ledger.balances().get(record.id, 0)
        sign = 1 if record.body["AccountType"] in DEBIT_TYPES else -1
        return {"Balance": dollars(sign * held), "TotalBalance": dollars(sign * held)}
    types = {"Customer": ("AccountsReceivable", 1), "Vendor": ("AccountsPayable", -1)}
    if record.kind not in types:
        return {}
    account_type, sign = types[record.kind]
    accounts = [account.id for account in books.accounts(account_type)]
    held = books.ledger.party_balances(record.kind, [record.id], accounts).get(record.id, 0)
    balance = dollars(sign * held)
    return {"Balance": balance, "TotalBalance": balance}


def _block(address: Body) -> Body:
    """An address as it is printed: lines one after another."""
    lines = [address.get(f"Addr{n}") for n in range(1, 6)]
    town = " ".join(address[name] for name in ("City", "State", "PostalCode") if name in address)
    printed = [line for line in (*lines, town, address.get("Country")) if line]
    return {f"Addr{n}": line[:41] for n, line in enumerate(printed[:5], start=1)}
