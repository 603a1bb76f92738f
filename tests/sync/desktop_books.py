"""A company file of QuickBooks Desktop, asked in the words of tests written for QuickBooks Online.

So that the very same tests say of both what a bookkeeper finds in the books.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Literal

from include.quickbooks.desktop.entries.spelling import list_name
from sandbox.quickbooks_desktop.rendering import shown
from tests.web_connector.pc import Pc

_ONLINE = {
    "ReceivePayment": "Payment",
    "Check": "Purchase",
    "CreditCardCharge": "Purchase",
    "ItemService": "Item",
}
"""What Desktop calls its forms -> what Online does, where it is another name."""
_LINES = ("InvoiceLine", "SalesReceiptLine", "CreditMemoLine", "ExpenseLine", "DepositLine")
_DETAILS = {
    "ExpenseLine": "AccountBasedExpenseLineDetail",
    "DepositLine": "DepositLineDetail",
}
_TOTALS = ("Subtotal", "TotalAmount", "DepositTotal", "AmountDue", "CreditAmount", "Amount")


class DesktopBooks:
    """Satisfies what tests ask of the QuickBooks Online sandbox."""

    def __init__(self, pc: Pc) -> None:
        self.pc = pc

    def balances(self) -> dict[str, int]:
        """Account name -> cents, with the sign of its kind."""
        return self.pc.file.balances()

    def trial_balance(self) -> dict[str, Any]:
        """The trial balance, in cents."""
        return self.pc.file.trial_balance()

    def entries(self, entity: str | None = None) -> list[dict[str, Any]]:
        """The transactions in the books, of one kind or of all."""
        found = [
            {**one, "type": _online(one["type"]), "sync_token": one["edit_sequence"]}
            for one in self.pc.file.entries()
        ]
        return [one for one in found if entity in (None, one["type"])]

    def no_faults(self) -> None:
        """Let nothing more go wrong."""
        self.pc.file.failures.clear()
        self.pc.file.refusals.clear()

    def clear(self, _entity: str, id_: str, how: Literal["C", "R"] = "R") -> None:
        """Reconcile an entry."""
        self.pc.file.clear(id_, how)

    def set(self, **settings: Any) -> None:
        """Turn knobs."""
        names = {"book_close_date": "closing_date"}
        self.pc.file.set(**{names.get(name, name): value for name, value in settings.items()})

    def edit(self, entity: str, id_: str, action: str = "update", **fields: Any) -> None:
        """Do something to an entry as a person in QuickBooks would."""
        file = self.pc.file
        if action == "delete":
            file.delete(id_)
        elif action == "void":
            file.void(id_)
        elif action in ("activate", "deactivate"):
            with file.changing("Pat Doe") as books:
                record = books.get(id_)
                books.store.keep(
                    books.touched(_active(record, action == "activate")), "Pat", action
                )
        else:
            file.edit(id_, **_desktop_fields(entity, fields))

    @contextmanager
    def api(self) -> Iterator[OnlineWords]:
        """The company file, read and written in Online's JSON."""
        yield OnlineWords(self.pc)


class OnlineWords:
    """`get("invoice/1")` and `post("customer", json=...)` as of a client of QuickBooks Online."""

    def __init__(self, pc: Pc) -> None:
        self._pc = pc

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """One entry, or (`query`) a whole list."""
        if params is not None:
            _, _, kind = params["query"].partition(" from ")
            name = kind.split()[0]
            labels = self._pc.file.names("ItemService" if name == "Item" else name)
            rows = [{"DisplayName": label} for label in labels]
            return SimpleNamespace(json=lambda: {"QueryResponse": {name: rows}})
        _, _, id_ = path.partition("/")
        with self._pc.file.reading() as books:
            record = books.get(id_)
            body = as_online(record.kind, shown(books, record, linked=True))
        return SimpleNamespace(json=lambda: {_online(record.kind): body})

    def post(self, path: str, json: Mapping[str, Any]) -> Any:
        """Enter something as a person does."""
        file = self._pc.file
        if path in ("customer", "vendor"):
            record = file.enter(path.capitalize(), Name=list_name(json["DisplayName"], 41))
        elif path == "item":
            account = {"ListID": json["IncomeAccountRef"]["value"]}
            record = file.enter(
                "ItemService", Name=json["Name"], SalesOrPurchase={"AccountRef": account}
            )
        elif path == "transfer":
            # The company file has no form for it: a deposit out of the other account books the same.
            record = file.enter(
                "Deposit",
                DepositToAccountRef={"ListID": json["ToAccountRef"]["value"]},
                DepositLineAdd=[
                    {
                        "AccountRef": {"ListID": json["FromAccountRef"]["value"]},
                        "Amount": f"{json['Amount']:.2f}",
                    }
                ],
            )
        else:
            raise NotImplementedError(path)
        with file.reading() as books:
            body = as_online(record.kind, shown(books, books.get(record.id)))
        answer = {_online(record.kind): body}
        return SimpleNamespace(json=lambda: answer, raise_for_status=lambda: None)


def as_online(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """An entry in Online's words: what the tests read of it."""
    found: dict[str, Any] = {
        "Id": body.get("TxnID") or body.get("ListID"),
        "DisplayName": body.get("FullName") or body.get("Name"),
        "DocNumber": body.get("RefNumber"),
        "PaymentRefNum": body.get("RefNumber"),
        "TxnDate": body.get("TxnDate"),
        "DueDate": body.get("DueDate"),
        "PrivateNote": body.get("Memo"),
        "TotalAmt": next((float(body[name]) for name in _TOTALS if name in body), None),
        "Line": [_line(base, line) for base in _LINES for line in body.get(f"{base}Ret", ())],
    }
    for name in (
        "CustomerRef",
        "VendorRef",
        "DepositToAccountRef",
        "AccountRef",
        "PaymentMethodRef",
    ):
        if name in body:
            found[name] = _ref(body[name])
    if "PayeeEntityRef" in body:
        found["EntityRef"] = _ref(body["PayeeEntityRef"])
    if kind in ("Check", "CreditCardCharge"):
        found["PaymentType"] = "Check" if kind == "Check" else "CreditCard"
        later = body.get("IsToBePrinted") == "true"
        found["PrintStatus"] = "NeedToPrint" if later else "NotSet"
    return found


def _line(base: str, line: Mapping[str, Any]) -> dict[str, Any]:
    detail_type = _DETAILS.get(base, "SalesItemLineDetail")
    detail = {
        name: _ref(line[name]) for name in ("ItemRef", "AccountRef", "ClassRef") if name in line
    }
    if "EntityRef" in line:
        detail["Entity"] = _ref(line["EntityRef"])
    return {
        "Id": line["TxnLineID"],
        "Description": line.get("Desc") or line.get("Memo"),
        "Amount": float(line.get("Amount", "0")),
        "DetailType": detail_type,
        detail_type: detail,
    }


def _desktop_fields(entity: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a person changes, in Desktop's words."""
    names = {
        "TxnDate": "TxnDate",
        "DueDate": "DueDate",
        "PrivateNote": "Memo",
        "DisplayName": "Name",
    }
    found = {names[name]: value for name, value in fields.items() if name in names}
    if "Line" in fields:
        form = "ExpenseLine" if entity in ("Bill", "VendorCredit", "Purchase") else f"{entity}Line"
        found[f"{form}Mod"] = [
            {"TxnLineID": line["Id"], "Amount": f"{line['Amount']:.2f}"} for line in fields["Line"]
        ]
    unknown = set(fields) - set(names) - {"Line"}
    if unknown:
        raise NotImplementedError(f"{entity}: {unknown}")
    return found


def _ref(ref: Mapping[str, str]) -> dict[str, str]:
    return {"value": ref["ListID"], "name": ref["FullName"]}


def _online(kind: str) -> str:
    return _ONLINE.get(kind, kind)


def _active(record: Any, active: bool) -> Any:
    return replace(record, active=active)
