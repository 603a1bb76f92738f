"""What an application asks of QuickBooks, as qbXML; every message is held against the schema."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.session import Session
from tests.sandbox.quickbooks_desktop.oracle import problems

Fields = dict[str, Any]
PROLOG = '<?xml version="1.0" encoding="utf-8"?><?qbxml version="13.0"?>'


class Refused(AssertionError):
    """QuickBooks answered with a status that is not 0."""

    def __init__(self, response: etree._Element) -> None:
        self.code = int(response.get("statusCode", "0"))
        self.severity = response.get("statusSeverity")
        self.sentence = response.get("statusMessage", "")
        super().__init__(f"{self.code} {self.severity}: {self.sentence}")


def xml(fields: Fields) -> str:
    """Fields as elements: texts, dictionaries, lists of them, True and False."""
    parts = []
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                parts.append(f"<{name}>{xml(one)}</{name}>")
            else:
                text = str(one).lower() if isinstance(one, bool) else str(one)
                escaped = escape(text).encode("ascii", "xmlcharrefreplace").decode()
                parts.append(f"<{name}>{escaped}</{name}>")
    return "".join(parts)


def request(name: str, content: str = "", **attributes: str) -> str:
    """One request of a message set."""
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}Rq{given}>{content}</{name}Rq>"


def message(*requests: str, on_error: str = "stopOnError", **attributes: str) -> str:
    """A message set."""
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    inner = "".join(requests)
    return f'{PROLOG}<QBXML><QBXMLMsgsRq onError="{on_error}"{given}>{inner}</QBXMLMsgsRq></QBXML>'


def ref(name: str) -> Fields:
    """A reference by name."""
    return {"FullName": name}


class Bookkeeper:
    """Enters documents over qbXML; amounts are texts of dollars, balances cents."""

    def __init__(self, file: CompanyFile) -> None:
        self.file = file
        self.session: Session | None = None

    # Messages

    def send(self, text: str) -> etree._Element:
        """A message set as it is; the element QBXMLMsgsRs."""
        assert problems(text) == []
        answer = self.file.process(text, self.session)
        assert problems(answer) == [], answer
        return etree.fromstring(answer.encode())[0]

    def ask(self, name: str, fields: Fields | None = None, **attributes: str) -> etree._Element:
        """One request; its response, whatever its status."""
        return self.send(message(request(name, xml(fields or {}), **attributes)))[0]

    def query(self, name: str, **fields: Any) -> list[etree._Element]:
        """What a query finds."""
        response = self.ask(f"{name}Query", fields)
        if response.get("statusCode") not in ("0", "1"):
            raise Refused(response)
        return list(response)

    def write(self, name: str, fields: Fields) -> etree._Element:
        """An Add or Mod; the Ret element."""
        response = self.ask(name, {name: fields})
        if response.get("statusCode") != "0":
            raise Refused(response)
        return response[0]

    def add(self, kind: str, **fields: Any) -> etree._Element:
        return self.write(f"{kind}Add", fields)

    def change(self, before: etree._Element, **fields: Any) -> etree._Element:
        """A Mod of what was read; fields in the order of the schema."""
        kind = str(before.tag).removesuffix("Ret")
        key = "TxnID" if before.find("TxnID") is not None else "ListID"
        known = {key: text(before, key), "EditSequence": text(before, "EditSequence")}
        return self.write(f"{kind}Mod", {**known, **fields})

    def remove(self, verb: str, kind: str, id_: str) -> etree._Element:
        """TxnDel, TxnVoid or ListDel."""
        key = "ListID" if verb == "ListDel" else "TxnID"
        response = self.ask(verb, {f"{verb}Type": kind, key: id_})
        if response.get("statusCode") != "0":
            raise Refused(response)
        return response

    def read(self, kind: str, id_: str) -> etree._Element:
        """A transaction with everything that can be asked for."""
        linked = kind in ("Invoice", "Bill", "CreditMemo", "VendorCredit", "Check")
        more = {"IncludeLinkedTxns": True} if linked else {}
        return self.query(kind, TxnID=id_, IncludeLineItems=True, **more)[0]

    # Documents

    def customer(self, name: str = "Ann Buyer") -> Fields:
        return {"ListID": text(self.add("Customer", Name=name), "ListID")}

    def vendor(self, name: str = "Vic Agent") -> Fields:
        return {"ListID": text(self.add("Vendor", Name=name), "ListID")}

    def sold(self, *amounts: str, item: str = "Gross Commission", **more: Any) -> list[Fields]:
        """Lines of a sales form."""
        return [{"ItemRef": ref(item), **more, "Amount": amount} for amount in amounts]

    def spent(self, *amounts: str, account: str = "Agent Commissions") -> list[Fields]:
        """Lines of a bill, check or charge."""
        return [{"AccountRef": ref(account), "Amount": amount} for amount in amounts]

    def invoice(self, customer: Fields, *amounts: str, **more: Any) -> etree._Element:
        lines = self.sold(*amounts)
        return self.add("Invoice", CustomerRef=customer, **more, InvoiceLineAdd=lines)

    def bill(self, vendor: Fields, *amounts: str, **more: Any) -> etree._Element:
        return self.add("Bill", VendorRef=vendor, **more, ExpenseLineAdd=self.spent(*amounts))

    def payment(
        self, customer: Fields, total: str, *paid: tuple[etree._Element, str], **more: Any
    ) -> etree._Element:
        """A payment; `paid` are invoices with the amounts applied to them."""
        applied: Fields = {
            "AppliedToTxnAdd": [
                {"TxnID": text(invoice, "TxnID"), "PaymentAmount": amount}
                for invoice, amount in paid
            ]
        }
        settling = applied if paid else {"IsAutoApply": False}
        fields = {"CustomerRef": customer, **more.pop("first", {}), "TotalAmount": total}
        return self.add("ReceivePayment", **fields, **more, **settling)

    def balances(self) -> dict[str, int]:
        """Account name -> cents, of accounts with a balance."""
        return {name: cents for name, cents in self.file.balances().items() if cents}


def text(element: etree._Element, path: str) -> str:
    """The text of a child that is there."""
    found = element.findtext(path)
    assert found is not None, f"no {path} in {etree.tostring(element, encoding='unicode')}"
    return found


def customer_set(name: str) -> str:
    """A message set that adds a customer; the name is its identifier as well."""
    return message(
        request("CustomerAdd", xml({"CustomerAdd": {"Name": name}})), newMessageSetID=name
    )


def customers(file: CompanyFile) -> list[str]:
    """The names of all customers."""
    return list(file.names("Customer"))
