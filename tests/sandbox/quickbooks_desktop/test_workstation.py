"""The PC as a process: control from outside, pages for people, updates on its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from sandbox.quickbooks_desktop.app import create_app
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.testing import updating
from sandbox.quickbooks_desktop.web_connector import WebConnector
from sandbox.quickbooks_desktop.workstation import Workstation
from sandbox.serving import TLS
from tests.sandbox.quickbooks_desktop.bookkeeper import Bookkeeper, customer_set, text
from tests.sandbox.quickbooks_desktop.service import Service
from tests.sandbox.quickbooks_desktop.test_qwc import qwc

_ROOT = Path(__file__).resolve().parents[3]
_LIMIT = 20.0


@pytest.fixture
def pc(file: CompanyFile) -> Workstation:
    return Workstation(file, pause=0.01)


@pytest.fixture
def browser(pc: Workstation) -> Iterator[TestClient]:
    with TestClient(create_app(pc), base_url="http://pc") as client:
        yield client


def eventually(happened: Callable[[], bool]) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + _LIMIT
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def add(browser: TestClient, service: Service) -> None:
    sent = {"qwc": qwc(AppURL=service.url), "password": "secret"}
    assert browser.post("/sandbox/qwc", json=sent).json() == {"status": "ok", "name": "CoreBooks"}


def test_an_application_is_added_and_updated(
    browser: TestClient, service: Service, file: CompanyFile
) -> None:
    assert browser.post("/sandbox/update").status_code == 409
    add(browser, service)
    service.requests = [customer_set("Ann")]
    outcome = browser.post("/sandbox/update").json()
    assert (outcome["status"], outcome["requests"]) == ("done", 1)
    assert list(file.names("Customer")) == ["Ann"]
    (update,) = browser.get("/sandbox/updates").json()
    assert update["outcome" if "outcome" in update else "status"] == "done"
    (first, *_) = browser.get("/sandbox/messages").json()
    assert "CustomerAddRq" in first["request"]


def test_a_qwc_file_that_is_not_taken(browser: TestClient) -> None:
    wrong = {"qwc": qwc(QBType="QBO"), "password": "secret"}
    answer = browser.post("/sandbox/qwc", json=wrong)
    assert (answer.status_code, "QBType" in answer.text) == (422, True)


def test_mishaps_can_be_ordered(browser: TestClient, service: Service, file: CompanyFile) -> None:
    add(browser, service)
    service.requests = [customer_set("Ann"), customer_set("Bob")]
    browser.post("/sandbox/mishaps", json={"interrupt": "after:quickbooks"})
    assert browser.post("/sandbox/update").json()["status"] == "lost"
    assert list(file.names("Customer")) == ["Ann"]
    browser.post("/sandbox/mishaps", json={"company_open": False})
    assert browser.post("/sandbox/update").json()["calls"][-2] == "connectionError"
    browser.post("/sandbox/mishaps", json={"company_open": True, "online": False})
    assert browser.post("/sandbox/update").json()["status"] == "lost"
    browser.post("/sandbox/mishaps", json={"online": True, "quickbooks_fails": "before"})
    browser.post("/sandbox/update")
    assert service.responses[-1]["hresult"] == "0x80040402"


def test_quickbooks_lets_nobody_in_for_a_reason_and_answers_come_late(
    browser: TestClient, service: Service
) -> None:
    add(browser, service)
    browser.post("/sandbox/mishaps", json={"connecting": "0x80040414"})
    browser.post("/sandbox/update")
    assert service.arguments("connectionError")[-1]["hresult"] == "0x80040414"
    assert browser.post("/sandbox/mishaps", json={"connecting": "0x1"}).status_code == 422

    service.requests = [customer_set("Ann"), customer_set("Bob")]
    browser.post("/sandbox/mishaps", json={"connecting": "", "late_answer": 1})
    assert browser.post("/sandbox/update").json()["status"] == "done"
    sets = [
        str(given["response"]).partition('newMessageSetID="')[2][:3] for given in service.responses
    ]
    assert sets == ["Ann", "Ann", "Bob"]


def test_a_bookkeeper_can_be_told_what_to_do(browser: TestClient, books: Bookkeeper) -> None:
    bill = text(books.bill(books.vendor(), "12.00"), "TxnID")
    order = {"act": "pay", "ids": [bill], "options": {"cents": 500}}
    payment = browser.post("/sandbox/bookkeeper", json=order).json()["id"]
    paid = {entry["id"]: entry for entry in browser.get("/sandbox/entries").json()}
    assert (paid[bill]["balance"], paid[payment]["total"]) == (700, 500)
    too_much = {"act": "pay", "ids": [bill], "options": {"cents": 5_000}}
    assert browser.post("/sandbox/bookkeeper", json=too_much).status_code == 422


def test_the_books_are_told(browser: TestClient, books: Bookkeeper) -> None:
    invoice = books.invoice(books.customer(), "12.00", RefNumber="TR-1")
    assert browser.get("/sandbox/balances").json()["Commission Income"] == 1_200
    assert browser.get("/sandbox/trial-balance").json()["balanced"] is True
    (entry,) = browser.get("/sandbox/entries").json()
    assert (entry["number"], entry["total"]) == ("TR-1", 1_200)
    params = {"kind": "Invoice", "id": text(invoice, "TxnID")}
    journal = browser.get("/sandbox/journal", params=params).json()
    assert [one["debit"] for one in journal] == [1_200, 0]
    profit = browser.get("/sandbox/profit-and-loss").json()
    assert profit["net_income"] == 1_200


def test_a_person_edits_from_outside(browser: TestClient, books: Bookkeeper) -> None:
    id_ = text(books.invoice(books.customer(), "12.00"), "TxnID")
    sent: dict[str, Any] = {"id": id_, "fields": {"Memo": "by hand"}}
    assert browser.post("/sandbox/edit", json=sent).json()["status"] == "live"
    assert browser.get("/sandbox/entries").json()[0]["memo"] == "by hand"
    voided = browser.post("/sandbox/edit", json={"id": id_, "action": "void"}).json()
    assert voided["status"] == "voided"
    browser.post("/sandbox/edit", json={"id": id_, "action": "delete"})
    assert browser.get("/sandbox/entries").json() == []
    create = {"action": "create", "kind": "Employee", "fields": {"Name": "Robin Hale"}}
    assert browser.post("/sandbox/edit", json=create).status_code == 200
    assert "3100" in browser.post("/sandbox/edit", json=create).text
    assert browser.post("/sandbox/edit", json={"id": "1-1"}).status_code == 404


def test_knobs_are_turned_from_outside(browser: TestClient, file: CompanyFile) -> None:
    browser.patch("/sandbox/settings", json={"closing_date": "2025-12-31"})
    assert browser.get("/sandbox/settings").json()["closing_date"] == "2025-12-31"
    assert str(file.settings.closing_date) == "2025-12-31"
    assert browser.patch("/sandbox/settings", json={"mood": "good"}).status_code == 422


def test_pages_for_people(browser: TestClient, books: Bookkeeper) -> None:
    ann = books.customer("Ann <Buyer>")
    invoice = books.invoice(ann, "12.00", RefNumber="TR-1", Memo="12 Oak Lane")
    payment = books.payment(ann, "5.00", (invoice, "5.00"))
    id_ = text(invoice, "TxnID")
    home = browser.get("/").text
    for part in ("Willow &amp; Park Realty", "TR-1", "in balance", "Ann &lt;Buyer&gt;"):
        assert part in home
    page = browser.get("/app/company/invoice", params={"txnId": id_}).text
    for part in (
        "Invoice TR-1",
        "12 Oak Lane",
        "7.00",
        "Commission Income",
        "settled by",
        text(payment, "TxnID"),
    ):
        assert part in page
    receivable = browser.get("/sandbox/journal").json()[0]["account_id"]
    params = {"accountId": receivable}
    assert "Accounts Receivable" in browser.get("/app/company/register", params=params).text
    assert "Commission Income" in browser.get("/app/company/chart-of-accounts").text
    assert "Ann &lt;Buyer&gt;" in browser.get("/app/company/customers").text
    books.vendor("Vic Agent")
    assert "Vic Agent" in browser.get("/app/company/vendors").text
    person = browser.get("/app/company/customerdetail", params={"nameId": ann["ListID"]}).text
    assert "TR-1" in person
    for missing in ("invoice?txnId=1-1", "register?accountId=1", "customerdetail?nameId=1"):
        assert browser.get(f"/app/company/{missing}").status_code == 404


def test_a_person_adds_the_application_on_its_page(browser: TestClient, service: Service) -> None:
    page = "/app/company/web-connector"
    wrong = browser.post(page, data={"qwc": "<QBWC/>", "password": "secret"})
    assert (wrong.status_code, "must be QBWCXML" in wrong.text) == (422, True)
    data = {"qwc": f"\n{qwc(AppURL=service.url)}", "password": "secret"}
    assert service.url in browser.post(page, data=data).text
    service.requests = [customer_set("Ann")]
    assert "done" in browser.post(f"{page}/update").text
    files = {"file": ("corebooks.qwc", qwc(AppURL=service.url, AppName="Another").encode())}
    assert "Another" in browser.post(page, data={"password": "secret"}, files=files).text


def test_updates_run_on_their_own(file: CompanyFile, service: Service) -> None:
    pc = Workstation(file, every=0.01, pause=0.01)
    service.requests = [customer_set("Ann")]
    service.answers["getLastError"] = "Nothing to do."
    try:
        connector = pc.add(_read(service), "secret")
        assert connector.pause == 0.01
        eventually(lambda: service.operations.count("authenticate") >= 3)
    finally:
        pc.stop()
    assert list(file.names("Customer")) == ["Ann"]


def test_a_pc_that_is_switched_off_does_not_wait_for_the_service(
    file: CompanyFile, service: Service
) -> None:
    pc = Workstation(file, every=0.01, pause=600)
    pc.add(_read(service), "secret")
    eventually(lambda: "getLastError" in service.operations)
    pc.stop()
    assert service.operations[-1] == "closeConnection"


def test_the_qwc_file_and_the_service_say_how_often(file: CompanyFile, service: Service) -> None:
    pc = Workstation(file)
    assert pc.interval is None
    pc.connector = WebConnector.added(
        _read(service, Scheduler="<RunEveryNMinutes>1</RunEveryNMinutes>"), "secret", file
    )
    assert pc.interval == 60
    service.answers["authenticate"] = ["ticket", "none", "0", "300"]
    pc.update()
    assert pc.interval == 300
    pc.stop()


def _read(service: Service, **more: str) -> Any:
    from sandbox.quickbooks_desktop.qwc import read_qwc  # noqa: PLC0415  (used here alone)

    return read_qwc(qwc(AppURL=service.url, **more))


def test_a_web_connector_beside_a_test(file: CompanyFile, service: Service) -> None:
    connector = WebConnector(service.url, "willow", "secret", file, pause=0, most_pauses=0)
    with updating(connector) as outcomes:
        service.requests = [customer_set("Ann")]
        eventually(lambda: bool(file.names("Customer")))
        eventually(lambda: any(one.requests for one in outcomes))
    connector.close()


def test_the_process_keeps_its_books_when_it_is_killed(tmp_path: Path, service: Service) -> None:
    (tmp_path / "app.qwc").write_text(qwc(AppURL=service.url), encoding="utf-8")
    service.requests = [customer_set("Ann")]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sandbox.quickbooks_desktop", "--port", str(port)]
    command += ["--qwc", str(tmp_path / "app.qwc"), "--password", "secret"]
    command += ["--company-file", str(tmp_path / "willow.db"), "--every", "0.05", "--pause", "0.01"]
    process = subprocess.Popen(  # noqa: S603  (this very program)
        command, cwd=_ROOT, env={**os.environ, "PYTHONPATH": str(_ROOT)}
    )
    try:
        eventually(lambda: _healthy(port))
        eventually(lambda: bool(service.responses))
    finally:
        process.kill()
        process.wait()
    kept = CompanyFile(tmp_path / "willow.db")
    assert list(kept.names("Customer")) == ["Ann"]
    kept.close()


def _healthy(port: int) -> bool:
    try:
        with httpx.Client(trust_env=False, verify=TLS) as client:
            return client.get(f"http://127.0.0.1:{port}/sandbox/health").status_code == 200
    except httpx.TransportError:
        return False
