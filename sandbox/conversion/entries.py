"""The transactions of a company file, as QuickBooks Online has them: dates, numbers and memos stay.

What is voided becomes an entry of $0.00 with its memo; voided deposits, which can't be $0.00, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from sandbox.conversion.made import Made
from sandbox.quickbooks_desktop import links
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.links import Link
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.store import Record

_FIRST = (
    "Invoice",
    "SalesReceipt",
    "CreditMemo",
    "Bill",
    "VendorCredit",
    "Check",
    "CreditCardCharge",
)
_SETTLING = ("ReceivePayment", "BillPaymentCheck")


def convert(books: Books, made: Made) -> None:
    """Make every transaction, then what settles what. Inside a transaction of the database."""
    for record in books.store.find(_FIRST):
        entity, body = _ENTITIES[record.kind](made, record)
        made.create(record.kind, record.id, entity, {**_head(record), **body})
    for record in books.store.find(_SETTLING):
        make = _payment if record.kind == "ReceivePayment" else _bill_payment
        entity, body = make(books, made, record)
        if entity == "Payment" or body["Line"]:
            made.create(record.kind, record.id, entity, {**_head(record), **body})
    _apply_credits(books, made)
    for record in books.store.find(("Deposit",)):
        if record.status == "live":
            body = _deposit(made, record)
            made.create("Deposit", record.id, "Deposit", {**_head(record), **body})


def _head(record: Record) -> Body:
    body = record.body
    head = {"TxnDate": body["TxnDate"], "PrivateNote": body.get("Memo")}
    number = "PaymentRefNum" if record.kind == "ReceivePayment" else "DocNumber"
    if record.kind != "Deposit":
        head[number] = body.get("RefNumber")
    return {name: value for name, value in head.items() if value}


def _sale(made: Made, record: Record) -> tuple[str, Body]:
    kind, old = record.kind, record.body
    lines = [_sold(made, line) for line in old.get(f"{kind}LineRet", ())]
    body = {**made.refs(CustomerRef=old.get("CustomerRef")), "Line": lines}
    if kind == "Invoice":
        body |= {"DueDate": old["DueDate"], **made.refs(SalesTermRef=old.get("TermsRef"))}
    if kind == "SalesReceipt":
        body |= made.refs(
            DepositToAccountRef=old.get("DepositToAccountRef"),
            PaymentMethodRef=old.get("PaymentMethodRef"),
        )
    return kind, body


def _sold(made: Made, line: Body) -> Body:
    detail = made.refs(ItemRef=line.get("ItemRef"), ClassRef=line.get("ClassRef"))
    return _line(line, "SalesItemLineDetail", {**detail, "TaxCodeRef": {"value": "NON"}}, "Desc")


def _line(line: Body, detail_type: str, detail: Body, text: str) -> Body:
    made = {
        "Amount": Decimal(line.get("Amount", "0.00")),
        "DetailType": detail_type,
        detail_type: detail,
    }
    return {**made, "Description": line[text]} if line.get(text) else made


def _bought(made: Made, old: Body) -> Iterator[Body]:
    for line in old.get("ExpenseLineRet", ()):
        detail = made.refs(
            AccountRef=line.get("AccountRef"),
            CustomerRef=line.get("CustomerRef"),
            ClassRef=line.get("ClassRef"),
        )
        yield _line(line, "AccountBasedExpenseLineDetail", detail, "Memo")
    for line in old.get("ItemLineRet", ()):
        detail = made.refs(ItemRef=line.get("ItemRef"), CustomerRef=line.get("CustomerRef"))
        yield _line(line, "ItemBasedExpenseLineDetail", detail, "Desc")


def _payable(made: Made, record: Record) -> tuple[str, Body]:
    old = record.body
    due = {"DueDate": old["DueDate"]} if record.kind == "Bill" else {}
    party = made.refs(VendorRef=old["VendorRef"])
    return record.kind, {**party, **due, "Line": list(_bought(made, old))}


def _spent(made: Made, record: Record) -> tuple[str, Body]:
    old = record.body
    payee = made.ref(old.get("PayeeEntityRef"))
    body = {
        "PaymentType": "Check" if record.kind == "Check" else "CreditCard",
        **made.refs(AccountRef=old["AccountRef"]),
        "Line": list(_bought(made, old)),
        "PrintStatus": "NeedToPrint" if old.get("IsToBePrinted") == "true" else "NotSet",
    }
    return "Purchase", {**body, **({"EntityRef": payee} if payee else {})}


def _payment(books: Books, made: Made, record: Record) -> tuple[str, Body]:
    old = record.body
    body = {
        **made.refs(
            CustomerRef=old["CustomerRef"],
            DepositToAccountRef=old.get("DepositToAccountRef"),
            PaymentMethodRef=old.get("PaymentMethodRef"),
        ),
        "TotalAmt": Decimal(old.get("TotalAmount", "0.00")),
        "Line": [_settled(made, link) for link in _settles(books, record, "Invoice")],
    }
    return "Payment", body


def _bill_payment(books: Books, made: Made, record: Record) -> tuple[str, Body]:
    old = record.body
    bank = made.refs(BankAccountRef=old["BankAccountRef"])
    body = {
        **made.refs(VendorRef=old["PayeeEntityRef"]),
        "TotalAmt": Decimal(old.get("Amount", "0.00")),
        "PayType": "Check",
        "CheckPayment": bank,
        "Line": [_settled(made, link) for link in _settles(books, record, "Bill")],
    }
    return "BillPayment", body


def _settles(books: Books, record: Record, kind: str) -> list[Link]:
    found = links.of(books, record.id)
    return [link for link in found if books.get(link.to).kind == kind]


def _settled(made: Made, link: Link) -> Body:
    entity, id_ = made.ids[link.to]
    return _applied(entity, id_, link.amount)


def _applied(entity: str, id_: str, cents: int) -> Body:
    return {
        "Amount": Decimal(cents).scaleb(-2),
        "LinkedTxn": [{"TxnId": id_, "TxnType": entity}],
    }


def _apply_credits(books: Books, made: Made) -> None:
    """A credit that was applied in the company file is applied by a payment of $0.00, as Intuit does."""
    for record in books.store.find(("CreditMemo", "VendorCredit")):
        sale = record.kind == "CreditMemo"
        for link in _settles(books, record, "Invoice" if sale else "Bill"):
            entity, id_ = made.ids[record.id]
            lines = [_settled(made, link), _applied(entity, id_, link.amount)]
            old = record.body
            body: Body = {"TxnDate": old["TxnDate"], "TotalAmt": Decimal("0.00"), "Line": lines}
            if sale:
                body |= made.refs(CustomerRef=old["CustomerRef"])
                made.create("CreditMemo", f"{record.id} on {link.to}", "Payment", body)
            else:
                bank = next(iter(books.accounts("Bank")))
                paid = {"BankAccountRef": {"value": made.ids[bank.id][1]}}
                body |= {**made.refs(VendorRef=old["VendorRef"]), "PayType": "Check"}
                body["CheckPayment"] = paid
                made.create("VendorCredit", f"{record.id} on {link.to}", "BillPayment", body)


def _deposit(made: Made, record: Record) -> Body:
    old = record.body
    lines = []
    for line in old["DepositLineRet"]:
        if "TxnID" in line:
            entity, id_ = made.ids[line["TxnID"]]
            linked = {"TxnId": id_, "TxnType": entity, "TxnLineId": "0"}
            lines.append({"Amount": Decimal(line["Amount"]), "LinkedTxn": [linked]})
            continue
        detail = made.refs(AccountRef=line["AccountRef"], ClassRef=line.get("ClassRef"))
        party = made.ref(line.get("EntityRef"))
        lines.append(
            _line(
                line,
                "DepositLineDetail",
                {**detail, **({"Entity": party} if party else {})},
                "Memo",
            )
        )
    return {**made.refs(DepositToAccountRef=old["DepositToAccountRef"]), "Line": lines}


_ENTITIES: dict[str, Callable[[Made, Record], tuple[str, Body]]] = {
    "Invoice": _sale,
    "SalesReceipt": _sale,
    "CreditMemo": _sale,
    "Bill": _payable,
    "VendorCredit": _payable,
    "Check": _spent,
    "CreditCardCharge": _spent,
}
