"""Lines of transactions: added, changed as a set, and added up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.qbxml.values import cents, money
from sandbox.quickbooks_desktop.refusals import Refusal, missing, not_found, not_saved
from sandbox.quickbooks_desktop.rules.tax_codes import net

NEW = "-1"
"""The TxnLineID of a line that a change adds."""


def added(books: Books, sent: list[Body]) -> list[Body]:
    """New lines with their ids."""
    return [{"TxnLineID": books.new_txn_id()[0], **filled(line)} for line in sent]


def filled(body: Body) -> Body:
    """Without what was sent empty; an empty reference takes one away."""
    return {
        name: value
        for name, value in body.items()
        if value not in ("", {}, None) and not (name.endswith("Ref") and _empty(value))
    }


def _empty(value: Any) -> bool:
    return isinstance(value, dict) and not any(value.values())


def changed(books: Books, before: list[Body], sent: list[Body]) -> list[Body]:
    """The lines that a change makes of those before: what is not sent again is gone.

    Raises:
        Refusal: 3120 a line that is not there, 3290 lines in another order.
    """
    known = {line["TxnLineID"]: line for line in before}
    order = [line["TxnLineID"] for line in sent if line["TxnLineID"] != NEW]
    for id_ in order:
        if id_ not in known:
            raise not_found(id_)
    if order != [line["TxnLineID"] for line in before if line["TxnLineID"] in set(order)]:
        raise Refusal(3290, "The transaction lines are not in the order in which they are kept.")
    result = []
    for line in sent:
        fields = {name: value for name, value in line.items() if name != "TxnLineID"}
        if line["TxnLineID"] == NEW:
            result += added(books, [fields])
        else:
            result.append(merged(known[line["TxnLineID"]], fields))
    return result


def merged(before: Body, sent: Body) -> Body:
    """A body after a change: what is sent replaces, what is sent empty goes.

    An amount depends on rate and quantity: sending the one forgets the other.
    """
    kept = dict(before)
    if "Amount" in sent:
        kept = {
            name: value
            for name, value in kept.items()
            if name not in ("Rate", "RatePercent", "Cost")
        }
    elif {"Rate", "RatePercent", "Cost", "Quantity"} & set(sent):
        kept.pop("Amount", None)
    for one, other in (("Rate", "RatePercent"), ("RatePercent", "Rate")):
        if one in sent:
            kept.pop(other, None)
    return filled({**kept, **sent})


def sales_amounts(books: Books, lines: list[Body]) -> int:
    """Complete the lines of a sales form; their sum in cents.

    Raises:
        Refusal: 3150, money on a line without a product.
    """
    for line in lines:
        _amount(line, "Rate", _sales_price(books, line))
    return sum(cents(line.get("Amount")) for line in lines)


def purchase_amounts(books: Books, body: Body) -> int:
    """Complete the lines of a bill, credit, check or charge; their sum in cents."""
    total = 0
    for line in body.get("ExpenseLineRet", []):
        if "AccountRef" not in line and cents(line.get("Amount")):
            raise missing("AccountRef")
        line["Amount"] = money(Decimal(line.get("Amount", "0")))
        total += cents(line["Amount"])
    for line in body.get("ItemLineRet", []):
        _amount(line, "Cost", _purchase_price(books, line))
        total += cents(line.get("Amount"))
    return total


def _amount(line: Body, rate: str, price: str | None) -> None:
    if "ItemRef" not in line:
        if cents(line.get("Amount")):
            raise missing("ItemRef")
        return
    if "Amount" not in line:
        each = Decimal(line.get(rate, price or "0"))
        each *= Decimal(line.get("RatePercent", "100")) / 100
        line["Amount"] = money(each * Decimal(line.get("Quantity", "1")))
    if not {rate, "RatePercent", "Quantity"} & set(line):
        line[rate] = line["Amount"]


def item_body(books: Books, line: Body) -> Body:
    """The product of a line: how it is sold and bought."""
    return books.get(line["ItemRef"]["ListID"]).body


def _sales_price(books: Books, line: Body) -> str | None:
    if "ItemRef" not in line:
        return None
    return _price(item_body(books, line), "SalesPrice")


def _purchase_price(books: Books, line: Body) -> str | None:
    if "ItemRef" not in line:
        return None
    return _price(item_body(books, line), "PurchaseCost")


def _price(item: Body, name: str) -> str | None:
    both: Body = item.get("SalesAndPurchase", {})
    found: str | None = both.get(name) or item.get("SalesOrPurchase", {}).get("Price")
    return found


def item_account(books: Books, line: Body, *, bought: bool) -> str:
    """The account a product's line is booked to."""
    override: Body | None = line.get("OverrideItemAccountRef")
    if override:
        return str(override["ListID"])
    item = item_body(books, line)
    for own in ("AccountRef", "DepositToAccountRef", "IncomeAccountRef", "AssetAccountRef"):
        if own in item:
            return str(item[own]["ListID"])
    both: Body = item.get("SalesAndPurchase", {})
    name = "ExpenseAccountRef" if bought else "IncomeAccountRef"
    ref = both.get(name) or item.get("SalesOrPurchase", {}).get("AccountRef")
    if ref is None:
        raise Refusal(3270, f'The item "{item["FullName"]}" has no account to post to.')
    return str(ref["ListID"])


def class_of(line: Body, body: Body) -> str | None:
    """The class of a line: its own, or the whole form's."""
    ref: Any = line.get("ClassRef") or body.get("ClassRef") or {}
    found: str | None = ref.get("ListID")
    return found


def purchase_postings(books: Books, kind: str, body: Body, payee: Body | None) -> list[Posting]:
    """What the lines of a bill, check or charge debit."""
    result = []
    for line in body.get("ExpenseLineRet", []):
        if not cents(line["Amount"]):
            continue
        account, who = line["AccountRef"]["ListID"], party_for(books, kind, line, payee)
        result.append(
            Posting(
                account,
                net(line, body),
                *who,
                class_=class_of(line, body),
                memo=line.get("Memo"),
            )
        )
    for line in body.get("ItemLineRet", []):
        if cents(line.get("Amount")):
            account = item_account(books, line, bought=True)
            amount, who = net(line, body), entity(books, payee)
            result.append(
                Posting(account, amount, *who, class_=class_of(line, body), memo=line.get("Desc"))
            )
    return result


def party_for(
    books: Books, kind: str, line: Body, payee: Body | None
) -> tuple[str | None, str | None]:
    """Whom a line's posting is with: money on receivables and payables must name somebody.

    Raises:
        Refusal: 3180, it does not.
    """
    account_type = books.account_type(line["AccountRef"])
    who = entity(books, line.get("CustomerRef") or line.get("EntityRef") or payee)
    wanted = {"AccountsReceivable": "Customer", "AccountsPayable": "Vendor"}.get(account_type)
    if wanted is not None and who[0] != wanted:
        raise not_saved(
            kind,
            f"You must enter a {wanted.lower()} in the detail of a line that uses an account of "
            f"type {account_type}.",
        )
    return who


def entity(books: Books, ref: Body | None) -> tuple[str | None, str | None]:
    """Kind and id of somebody on the lists."""
    if ref is None:
        return None, None
    record = books.get(ref["ListID"])
    return record.kind, record.id
