"""Message sets: what cannot be read, what stops a set, portions, deleted, closed, locked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.refusals import RequestProcessorError
from tests.sandbox.quickbooks_desktop.bookkeeper import (
    PROLOG,
    Bookkeeper,
    Refused,
    message,
    ref,
    request,
    text,
    xml,
)
from tests.sandbox.quickbooks_desktop.oracle import problems, schema

ANN = request("CustomerAdd", xml({"CustomerAdd": {"Name": "Ann"}}))


@pytest.mark.skipif(schema() is None, reason="Intuit's schema is not at hand")
def test_the_schema_would_notice() -> None:
    assert problems(message(request("CustomerAdd", "<CustomerAdd/>")))
    assert problems(message(request("NoSuchThing")))


@pytest.mark.parametrize(
    "wrong",
    [
        "no XML at all",
        message(ANN).replace("?qbxml", "?qbposxml"),
        message(ANN).replace(PROLOG, '<?xml version="1.0" encoding="utf-8"?>'),
        message(ANN).replace("<?qbxml", "<!DOCTYPE QBXML><?qbxml"),
        message(ANN).replace("Ann", "André"),
        message(ANN, on_error="rollbackOnError"),
        message(ANN).replace(' onError="stopOnError"', ""),
        message(ANN, mood="good"),
        message(request("CustomerSing")),
        message(request("InvoiceLineAdd")),
        message(request("CustomerAdd", "<CustomerAdd><Nickname>A</Nickname></CustomerAdd>")),
        message(request("CustomerAdd", "<CustomerAdd><IsActive>true</IsActive></CustomerAdd>")),
        message(request("CustomerAdd", xml({"CustomerAdd": {"Email": "a", "Name": "Ann"}}))),
        message(request("CustomerAdd", xml({"CustomerAdd": {"Name": ["Ann", "Bob"]}}))),
        message(request("CustomerAdd", "<CustomerAdd><Name>A<B/></Name></CustomerAdd>")),
        message(request("CustomerAdd", xml({"CustomerAdd": {"Name": "A"}}) + "<VendorAdd/>")),
        message(request("CustomerAdd", "<CustomerAdd>hello<Name>A</Name></CustomerAdd>")),
        message(request("CustomerQuery", wish="1")),
        message(request("CustomerQuery", xml({"ListID": "1-1", "FullName": "Ann"}))),
        message(ANN + request("Vendors")),
    ],
)
def test_what_cannot_be_read_is_refused_as_a_whole(
    books: Bookkeeper, file: CompanyFile, wrong: str
) -> None:
    with pytest.raises(RequestProcessorError) as refused:
        file.process(wrong)
    assert refused.value.hresult == "0x80040400"
    assert books.query("Customer") == []


def test_a_newer_qbxml_than_quickbooks_speaks(file: CompanyFile) -> None:
    file.set(newest_qbxml="12.0")
    with pytest.raises(RequestProcessorError, match="0x80040423"):
        file.process(message(ANN))


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        ("Customer", {"Name": "A" * 42}, 3070),
        ("Customer", {"Name": "A", "IsActive": "maybe"}, 3010),
        ("Customer", {"Name": "A", "CreditLimit": "100.5"}, 3040),
        ("Customer", {"Name": "A", "JobStatus": "Lost"}, 3110),
        ("Customer", {"Name": "A", "JobStartDate": "2026-02-30"}, 3020),
        ("Customer", {"Name": "A", "JobStartDate": "20260201"}, 3020),
        ("Customer", {"Name": "A", "JobStartDate": "9999-01-01"}, 3020),
        ("Customer", {"Name": "A", "ParentRef": {"ListID": "what"}}, 3000),
        ("Invoice", {"CustomerRef": {}}, 3150),
        ("Bill", {"VendorRef": {"FullName": ""}}, 3150),
        ("Invoice", {"CustomerRef": ref("A"), "RefNumber": "123456789012"}, 3070),
        ("Bill", {"VendorRef": ref("A"), "RefNumber": "1" * 21}, 3070),
    ],
)
def test_values_that_cannot_be_read_refuse_the_request(
    file: CompanyFile, kind: str, fields: dict[str, object], code: int
) -> None:
    answer = file.process(message(request(f"{kind}Add", xml({f"{kind}Add": fields}))))
    assert problems(answer) == []
    assert f'statusCode="{code}"' in answer


def test_values_at_their_limits_are_taken(books: Bookkeeper) -> None:
    name = "N" * 41
    customer = books.add("Customer", Name=name, Notes="n" * 4095)
    assert text(customer, "Name") == name
    vendor = books.add("Vendor", Name="V" * 41)
    books.bill({"ListID": text(vendor, "ListID")}, "1.00", RefNumber="1" * 20)
    books.invoice({"ListID": text(customer, "ListID")}, "9999999.99", RefNumber="1" * 11)


def test_letters_beyond_ascii_come_as_references_and_are_kept(books: Bookkeeper) -> None:
    books.add("Customer", Name="André & Söhne “Ltd”", Notes="party 🎉")
    (found,) = books.query("Customer")
    assert text(found, "Name") == "André & Söhne “Ltd”"
    assert text(found, "Notes") == "party ?"


def test_a_set_stops_at_an_error_and_says_so(books: Bookkeeper) -> None:
    bob = request("CustomerAdd", xml({"CustomerAdd": {"Name": "Bob"}}))
    answer = books.send(message(ANN, ANN, bob))
    assert [one.get("statusCode") for one in answer] == ["0", "3100", "3231"]
    answer = books.send(message(ANN, bob, on_error="continueOnError"))
    assert [one.get("statusCode") for one in answer] == ["3100", "0"]


def test_a_set_stops_at_a_warning_of_something_not_found(books: Bookkeeper) -> None:
    missing = request("CustomerQuery", xml({"FullName": "Nobody"}))
    answer = books.send(message(missing, ANN))
    assert [one.get("statusCode") for one in answer] == ["500", "3231"]
    nothing = request("CustomerQuery")
    answer = books.send(message(nothing, ANN))
    assert [one.get("statusCode") for one in answer] == ["1", "0"]


def test_request_ids_come_back_and_may_have_50_letters(books: Bookkeeper) -> None:
    answer = books.ask("ClassQuery", requestID="r" * 50)
    assert answer.get("requestID") == "r" * 50
    assert books.ask("ClassQuery", requestID="r" * 51).get("statusCode") == "1060"


def test_only_the_elements_that_are_asked_for(books: Bookkeeper) -> None:
    found = books.query("Class", IncludeRetElement=["ListID", "Name"])
    assert {child.tag for one in found for child in one} == {"ListID", "Name"}


def test_macros_chain_requests_of_one_set(books: Bookkeeper) -> None:
    ann = books.customer()
    lines = books.sold("10.00")
    invoice = xml({"InvoiceAdd": {"CustomerRef": ann, "InvoiceLineAdd": lines}})
    invoice = invoice.replace("<InvoiceAdd>", '<InvoiceAdd defMacro="TxnID:a">')
    applied = '<AppliedToTxnAdd><TxnID useMacro="TxnID:a"/></AppliedToTxnAdd>'
    payment = xml({"CustomerRef": ann, "TotalAmount": "10.00"}) + applied
    answer = books.send(
        message(
            request("InvoiceAdd", invoice),
            request("ReceivePaymentAdd", f"<ReceivePaymentAdd>{payment}</ReceivePaymentAdd>"),
        )
    )
    assert [one.get("statusCode") for one in answer] == ["0", "0"]
    assert text(answer[1], "ReceivePaymentRet/AppliedToTxnRet/Amount") == "10.00"


# Closed, locked, read only


def test_nothing_is_entered_or_moved_into_the_closed_period(
    books: Bookkeeper, file: CompanyFile
) -> None:
    ann = books.customer()
    old = books.invoice(ann, "1.00", TxnDate="2025-12-31")
    new = books.invoice(ann, "1.00", TxnDate="2026-01-01")
    file.set(closing_date=dt.date(2025, 12, 31))
    (preferences,) = books.query("Preferences")
    assert text(preferences, "AccountingPreferences/ClosingDate") == "2025-12-31"
    attempts: tuple[Callable[[], object], ...] = (
        lambda: books.invoice(ann, "1.00", TxnDate="2025-06-01"),
        lambda: books.change(old, Memo="late"),
        lambda: books.change(new, TxnDate="2025-12-31"),
        lambda: books.remove("TxnVoid", "Invoice", text(old, "TxnID")),
    )
    for attempt in attempts:
        with pytest.raises(Refused, match="3171 .*closing date of the company"):
            attempt()
    with pytest.raises(Refused, match="3161"):
        books.remove("TxnDel", "Invoice", text(old, "TxnID"))
    file.set(closed_period="accept")
    books.change(old, Memo="with the closing date set but no password")


def test_what_somebody_has_open_is_locked(books: Bookkeeper, file: CompanyFile) -> None:
    ann = books.customer()
    invoice = books.invoice(ann, "1.00")
    file.lock(text(invoice, "TxnID"))
    with pytest.raises(Refused, match="3175"):
        books.change(invoice, Memo="now")
    with pytest.raises(Refused, match="3176"):
        books.payment(ann, "1.00", (invoice, "1.00"))
    file.unlock()
    books.change(invoice, Memo="now")


def test_a_user_who_may_only_read(books: Bookkeeper, file: CompanyFile) -> None:
    file.set(read_only=True)
    with pytest.raises(Refused, match="3260"):
        books.customer()
    assert books.query("Account")


def test_a_person_edits_what_an_application_entered(books: Bookkeeper, file: CompanyFile) -> None:
    invoice = books.invoice(books.customer(), "1.00")
    id_ = text(invoice, "TxnID")
    file.edit(id_, Memo="changed by hand")
    with pytest.raises(Refused, match="3200"):
        books.change(invoice, Memo="mine")
    file.set(closing_date=dt.date(2099, 1, 1))
    file.void(id_)
    (entry,) = file.entries("Invoice")
    assert (entry["status"], entry["total"]) == ("voided", 0)
    file.delete(id_)
    assert file.entries() == []


# The company, and its file


def test_the_company_is_known_by_what_was_stamped_into_it(
    books: Bookkeeper, file: CompanyFile
) -> None:
    owner, mark = "{57F3B9B1-86F1-4FCC-B1EE-566DE1813D20}", "{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}"
    file.stamp(owner, mark)
    (plain,) = books.query("Company")
    assert plain.find("DataExtRet") is None
    (known,) = books.query("Company", OwnerID=owner)
    assert text(known, "DataExtRet/DataExtName") == "FileID"
    assert text(known, "DataExtRet/DataExtValue") == mark


def test_the_books_survive_the_process(tmp_path: Path) -> None:
    path = tmp_path / "willow.qbw.db"
    first = CompanyFile(path, timezone="America/Chicago")
    books = Bookkeeper(first)
    books.invoice(books.customer(), "12.00")
    first.close()
    second = CompanyFile(path)
    assert second.balances()["Commission Income"] == 1_200
    assert second.settings.timezone == "America/Chicago"
    assert second.trial_balance()["balanced"]
    second.close()


@pytest.mark.parametrize(("when", "expected"), [("before", 0), ("after", 1)])
def test_quickbooks_can_fail_before_or_after_it_commits(
    books: Bookkeeper, file: CompanyFile, when: str, expected: int
) -> None:
    file.fail_next("before" if when == "before" else "after")
    with pytest.raises(RequestProcessorError, match="0x80040402"):
        file.process(message(ANN))
    assert len(books.query("Customer")) == expected


def test_a_write_can_be_refused_with_any_status(books: Bookkeeper, file: CompanyFile) -> None:
    file.refuse_next()
    with pytest.raises(Refused, match="3180 .*modified by another user"):
        books.customer()
    books.customer()


def test_what_was_deleted_in_a_range_of_times(books: Bookkeeper, file: CompanyFile) -> None:
    invoice = books.invoice(books.customer(), "1.00")
    moment = dt.datetime.fromisoformat(text(invoice, "TimeModified")).replace(tzinfo=None)
    file.set(clock_offset_seconds=7200)
    books.remove("TxnDel", "Invoice", text(invoice, "TxnID"))
    for hours, expected in ((1, 1), (3, 0)):
        since = (moment + dt.timedelta(hours=hours)).isoformat()
        between = {"FromDeletedDate": since}
        found = books.query("TxnDeleted", TxnDelType="Invoice", DeletedDateRangeFilter=between)
        assert len(found) == expected


def test_every_response_is_readable_as_the_sdk_writes_it(file: CompanyFile) -> None:
    answer = file.process(message(request("HostQuery")))
    assert answer.startswith('<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs>')
    found = etree.fromstring(answer.encode())
    assert "13.0" in [one.text for one in found.iter("SupportedQBXMLVersion")]
