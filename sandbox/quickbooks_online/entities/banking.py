"""Money moved between accounts: deposits, transfers, journal entries."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_online import lines as lines_
from sandbox.quickbooks_online import money
from sandbox.quickbooks_online.entities import currency, line_tax, tax_postings
from sandbox.quickbooks_online.entities.common import (
    DATES,
    DEPOSITABLE,
    TAXED,
    account_of_type,
    txn,
)
from sandbox.quickbooks_online.entities.spec import Link, Spec
from sandbox.quickbooks_online.errors import Refusal, missing, rule
from sandbox.quickbooks_online.fields import AMOUNT, ANY, BOOL, IGNORED, ref
from sandbox.quickbooks_online.line_fields import DEPOSITS, JOURNAL
from sandbox.quickbooks_online.store import Body, Record

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

_ZERO = Decimal("0.00")


def _deposit(company: Company, body: Body, before: Record | None) -> Body:
    lines_.dated(company, body)
    account_of_type(company, body["DepositToAccountRef"], *DEPOSITABLE)
    body["Line"] = lines_.checked(company, body, before, DEPOSITS)
    for line in body["Line"]:
        if not line.get("LinkedTxn") and "AccountRef" not in line.get("DepositLineDetail", {}):
            raise missing("Line.DepositLineDetail.AccountRef")
    back = _cash_back(company, body)
    tax = line_tax.added(company, body, body["Line"])
    body["TotalAmt"] = lines_.not_negative(lines_.total(body["Line"]) + tax - back)
    if body["TotalAmt"] == 0:
        raise rule("You must set a transaction amount.")
    currency.of_document(company, body)
    return body


def _cash_back(company: Company, body: Body) -> Decimal:
    back = body.get("CashBack")
    if not isinstance(back, dict) or not back.get("Amount"):
        body.pop("CashBack", None)
        return _ZERO
    if not isinstance(back.get("AccountRef"), dict):
        raise missing("CashBack.AccountRef")
    company.referred(("Account",), str(back["AccountRef"].get("value")))
    back["Amount"] = lines_.not_negative(money.amount(back["Amount"], "CashBack.Amount"))
    return Decimal(back["Amount"])


def _deposit_links(_company: Company, body: Body) -> list[Link]:
    return [
        Link(link["TxnType"], str(link["TxnId"]), money.cents(line["Amount"]))
        for _, line, link in lines_.links_of(body["Line"])
    ]


def _post_deposit(company: Company, body: Body) -> list[Posting]:
    memo, department = body.get("PrivateNote"), body.get("DepartmentRef", {}).get("value")
    total = money.cents(body["TotalAmt"])
    result = [Posting(body["DepositToAccountRef"]["value"], total, memo=memo)]
    if "CashBack" in body:
        back = body["CashBack"]
        result.append(Posting(str(back["AccountRef"]["value"]), money.cents(back["Amount"])))
    held = company.account("Other Current Asset", "UndepositedFunds")["value"]
    for line in body["Line"]:
        detail = line.get("DepositLineDetail", {})
        entity = detail.get("Entity", {})
        result.append(
            Posting(
                held if line.get("LinkedTxn") else detail["AccountRef"]["value"],
                -money.cents(line["Amount"]),
                entity.get("type"),
                entity.get("value"),
                detail.get("ClassRef", {}).get("value"),
                department,
                line.get("Description"),
            )
        )
    return [*result, *tax_postings.postings(company, body, 1)]


def _transfer(company: Company, body: Body, _before: Record | None) -> Body:
    body.pop("Line", None)
    lines_.dated(company, body)
    if body["Amount"] <= 0:
        raise rule("You must set a transaction amount.")
    source, target = body["FromAccountRef"]["value"], body["ToAccountRef"]["value"]
    if source == target:
        raise rule("Money is transferred between two different accounts.")
    for id_ in (source, target):
        account = company.referred(("Account",), id_)
        if account.body["Classification"] not in ("Asset", "Liability", "Equity"):
            raise rule("Transfer between balance sheet accounts only.")
    return body


def _post_transfer(_company: Company, body: Body) -> list[Posting]:
    amount, memo = money.cents(body["Amount"]), body.get("PrivateNote")
    return [
        Posting(body["ToAccountRef"]["value"], amount, memo=memo),
        Posting(body["FromAccountRef"]["value"], -amount, memo=memo),
    ]


def _journal(company: Company, body: Body, before: Record | None) -> Body:
    lines_.dated(company, body)
    body["Line"] = lines_.checked(company, body, before, JOURNAL)
    debits = credits_ = _ZERO
    for line in body["Line"]:
        if line["DetailType"] != "JournalEntryLineDetail":
            continue
        detail = line["JournalEntryLineDetail"]
        for name in ("PostingType", "AccountRef"):
            if name not in detail:
                raise missing(f"Line.JournalEntryLineDetail.{name}")
        lines_.not_negative(line["Amount"])
        _journal_party(company, detail)
        if detail["PostingType"] == "Debit":
            debits += line["Amount"]
        else:
            credits_ += line["Amount"]
    if debits != credits_:
        raise rule(f"Debits ({debits}) and credits ({credits_}) of the journal entry differ.")
    body["TotalAmt"] = debits
    body["Adjustment"] = bool(body.get("Adjustment", False))
    currency.of_document(company, body)
    return body


def _journal_party(company: Company, detail: Body) -> None:
    type_ = company.referred(("Account",), detail["AccountRef"]["value"]).body["AccountType"]
    needed = {"Accounts Receivable": "Customer", "Accounts Payable": "Vendor"}.get(type_)
    entity = detail.get("Entity")
    if not isinstance(entity, dict) or not entity.get("EntityRef", {}).get("value"):
        detail.pop("Entity", None)
        if needed is not None:
            raise rule(
                f"When you use {type_}, you must choose a {needed.lower()} in the Name field."
            )
        return
    kind = str(entity.get("Type") or needed or "Customer")
    if needed not in (None, kind):
        raise rule(f"When you use {type_}, you must choose a {needed} in the Name field.")
    if kind not in ("Customer", "Vendor", "Employee"):
        raise Refusal(
            "2170", f"Property Name:Entity.Type value {kind} is not one of the enumeration"
        )
    found = company.referred((kind,), str(entity["EntityRef"]["value"]))
    detail["Entity"] = {
        "Type": kind,
        "EntityRef": {"value": found.id, "name": company.name_of(found)},
    }


def _post_journal(_company: Company, body: Body) -> list[Posting]:
    result = []
    for line in body["Line"]:
        if line["DetailType"] != "JournalEntryLineDetail":
            continue
        detail = line["JournalEntryLineDetail"]
        sign = 1 if detail["PostingType"] == "Debit" else -1
        entity = detail.get("Entity", {})
        result.append(
            Posting(
                detail["AccountRef"]["value"],
                sign * money.cents(line["Amount"]),
                entity.get("Type"),
                entity.get("EntityRef", {}).get("value"),
                detail.get("ClassRef", {}).get("value"),
                detail.get("DepartmentRef", {}).get("value"),
                line.get("Description"),
            )
        )
    return result


DEPOSIT = Spec(
    name="Deposit",
    kind="transaction",
    fields=txn(
        {**TAXED, "DepositToAccountRef": ref("Account"), "CashBack": ANY, "RecurDataRef": ANY}
    ),
    required=("DepositToAccountRef", "Line"),
    prepare=_deposit,
    post=_post_deposit,
    links=_deposit_links,
    queryable=DATES | {"TotalAmt", "DepositToAccountRef"},
)
TRANSFER = Spec(
    name="Transfer",
    kind="transaction",
    fields=txn(
        {
            "FromAccountRef": ref("Account"),
            "ToAccountRef": ref("Account"),
            "Amount": AMOUNT,
            "ExchangeRate": IGNORED,
        }
    ),
    required=("FromAccountRef", "ToAccountRef", "Amount"),
    prepare=_transfer,
    post=_post_transfer,
    queryable=DATES | {"Amount"},
)
JOURNAL_ENTRY = Spec(
    name="JournalEntry",
    kind="transaction",
    fields=txn({"Adjustment": BOOL}),
    required=("Line",),
    prepare=_journal,
    post=_post_journal,
    queryable=DATES | {"TotalAmt", "Adjustment"},
    numbering="journal",
)
