"""Whole sessions over HTTP: the first contact, the wrong file, lost answers, calls out of order."""

from __future__ import annotations

import datetime as dt
import threading
from contextlib import AbstractContextManager

import httpx
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from include.database.engine import Database
from include.database.keys.seal import Seal
from include.database.reads.companies import ConnectedCompany, company_with_id
from include.database.setup.company_currency import change_currency
from include.database.tables.companies import Company
from include.database.tables.desktop import DesktopConnection, DesktopMessage, MessageStatus
from include.database.tables.runs import AuditEvent
from include.quickbooks.desktop.wire.queue import Incoming, Outgoing, Stage
from include.web.integrations import web_connector_route
from include.web_connector import sessions
from include.web_connector.callers import Callers
from include.web_connector.database_queue import DatabaseQueue
from include.web_connector.refused_calls import refused_calls
from include.web_connector.soap import Call, read_call
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.testing import canadian_file
from tests.web_connector.pc import COMPANY, KEY, Pc, running_pc
from tests.web_connector.test_soap import CALL, enveloped

VENDOR = "<VendorAddRq><VendorAdd><Name>Amy Adler</Name></VendorAdd></VendorAddRq>"


@pytest.fixture(autouse=True)
def _sessions_that_break_off_make_way_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "SILENT", dt.timedelta())


def queue(pc: Pc) -> DatabaseQueue:
    return DatabaseQueue(pc.database, COMPANY, Seal([KEY]), "test")


def put_vendor(pc: Pc, key: str = "request-1", request: str = VENDOR) -> None:
    queue(pc).put([Outgoing(key, "vendor", "vendor Amy Adler", request)])


def vendors(pc: Pc) -> int:
    return sum(name == "Amy Adler" for name in pc.file.names("Vendor"))


def answer(pc: Pc, key: str = "request-1") -> Incoming:
    return queue(pc).look([key])[key]


def test_the_first_contact_connects_the_company_by_its_own_name(pc: Pc) -> None:
    outcome = pc.connector.update()
    assert (outcome.status, outcome.progress) == ("done", 100)
    with pc.database.reading() as session:
        company = session.get_one(Company, COMPANY)
    assert (company.name, company.edition, company.plan) == (
        "Willow & Park Realty",
        "QuickBooks Desktop",
        "Enterprise Solutions 24.0",
    )
    connection = pc.connection()
    assert company.realm_id == connection.file_id
    assert connection.first_contact_at is not None
    assert connection.told == ""


def test_a_pc_with_nothing_to_do_is_told_so_at_once(pc: Pc) -> None:
    pc.connector.update()
    outcome = pc.connector.update()
    assert (outcome.status, outcome.requests) == ("nothing to do", 0)


def test_a_request_is_carried_out_answered_and_forgotten_by_quickbooks(pc: Pc) -> None:
    put_vendor(pc)
    pc.connector.update()
    assert vendors(pc) == 1
    assert answer(pc).stage is Stage.ANSWERED
    assert "<ListID>" in answer(pc).responses[0]
    kept = pc.file.store.database.execute("SELECT count(*) FROM message_set").fetchone()
    assert (kept[0], pc.connection().last_set) == (0, "")


def test_another_company_file_is_sent_away_before_anything_is_sent_to_it(pc: Pc) -> None:
    pc.connector.update()
    put_vendor(pc)
    other = CompanyFile(name="Cedar Realty")
    pc.connector.pc.open_file = other
    outcome = pc.connector.update()
    assert outcome.status == "stopped"
    assert outcome.message.startswith(
        "Cedar Realty is open in QuickBooks, but Willow & Park Realty is connected. Nothing was sent to "
        "Cedar Realty. Open Willow & Park Realty in QuickBooks, then select Update Selected."
    )
    assert other.names("Vendor").keys() == CompanyFile().names("Vendor").keys()
    assert pc.connection().told == outcome.message

    pc.connector.pc.open_file = pc.file
    pc.connector.update()
    assert vendors(pc) == 1
    assert pc.connection().told == ""


def test_the_same_file_added_in_another_company_is_not_taken_for_the_connected_one(pc: Pc) -> None:
    pc.connector.update()
    put_vendor(pc)
    other = CompanyFile(name="Cedar Realty")
    # Adding the application there stores the same FileID in it.
    other.stamp(pc.connection().owner_id, pc.connection().file_id)
    pc.connector.pc.open_file = other
    outcome = pc.connector.update()
    assert outcome.status == "stopped"
    assert outcome.message.startswith(
        "Cedar Realty is open in QuickBooks, but Willow & Park Realty is connected. Nothing was sent to "
        "Cedar Realty. If it's another company file, open Willow & Park Realty"
    )
    assert "Amy Adler" not in other.names("Vendor")


def test_quickbooks_that_is_not_running_is_started_with_the_file_it_had(pc: Pc) -> None:
    pc.connector.update()
    put_vendor(pc)
    pc.connector.pc.open_file = None
    assert pc.connector.update().status == "stopped"
    assert "couldn't reach QuickBooks on the PC" in pc.connection().told
    pc.connector.pc.on_disk = [pc.file]
    pc.connector.update()
    assert vendors(pc) == 1


@pytest.mark.parametrize("remembers", [True, False])
@pytest.mark.parametrize(
    "where",
    [
        "after:sendRequestXML",
        "before:quickbooks",
        "after:quickbooks",
        "before:receiveResponseXML",
        "after:receiveResponseXML",
    ],
)
def test_wherever_a_session_breaks_off_nothing_is_entered_twice(
    pc: Pc, where: str, remembers: bool
) -> None:
    pc.connector.update()
    pc.file.set(message_sets_forgotten=not remembers)
    put_vendor(pc)
    pc.connector.interrupt(where, 2)  # the first request of a session is about the company
    assert pc.connector.update().status == "lost"
    pc.connector.update()
    stage = answer(pc).stage
    if stage is Stage.LOST:
        # QuickBooks does not know: whoever sent it looks it up in the books.
        assert vendors(pc) in (0, 1)
    else:
        assert (stage, vendors(pc)) == (Stage.ANSWERED, 1)
    # It stays so: nothing is sent again by itself.
    pc.connector.update()
    assert vendors(pc) in (0, 1)
    assert answer(pc).stage is stage


@pytest.mark.parametrize("operation", ["authenticate", "sendRequestXML", "receiveResponseXML"])
def test_a_call_that_comes_twice_does_nothing_twice(pc: Pc, operation: str) -> None:
    pc.connector.update()
    put_vendor(pc)
    pc.connector.repeat(operation)
    pc.connector.update()
    pc.connector.update()
    assert vendors(pc) <= 1
    assert answer(pc).stage in (Stage.ANSWERED, Stage.LOST)


def test_a_request_that_quickbooks_cannot_read_is_not_asked_about_again(pc: Pc) -> None:
    put_vendor(pc, request="<VendorAddRq><VendorAdd><Nonsense/></VendorAdd></VendorAddRq>")
    assert pc.connector.update().status == "done"
    assert answer(pc).stage is Stage.ANSWERED
    assert answer(pc).error.startswith("0x80040400")


@pytest.mark.parametrize("when", ["before", "after"])
def test_when_quickbooks_fails_at_a_write_it_is_asked_what_became_of_it(pc: Pc, when: str) -> None:
    pc.connector.update()
    put_vendor(pc)
    pc.file.fail_next("before" if when == "before" else "after", nth=2)
    pc.connector.update()
    if when == "after":
        assert (answer(pc).stage, vendors(pc)) == (Stage.ANSWERED, 1)
        assert "<ErrorRecovery>" in answer(pc).responses[0]
    else:
        assert (answer(pc).stage, vendors(pc)) == (Stage.LOST, 0)


def test_a_long_list_comes_in_portions_and_from_the_beginning_when_it_broke_off(pc: Pc) -> None:
    for number in range(7):
        pc.file.enter("Vendor", Name=f"Vendor {number}")
    query = (
        '<VendorQueryRq iterator="Start"><MaxReturned>3</MaxReturned>'
        "<ActiveStatus>All</ActiveStatus></VendorQueryRq>"
    )
    [key] = queue(pc).ask([Outgoing("all", "vendors", "all vendors", query)]).values()
    pc.connector.interrupt("after:quickbooks", 3)
    assert pc.connector.update().status == "lost"
    pc.connector.update()
    responses = answer(pc, key).responses
    names = [part for text in responses for part in text.split("<Name>Vendor ")[1:]]
    assert sorted(name[0] for name in names) == list("0123456")
    assert len(responses) > 2


CLASSES = "<ClassQueryRq><ActiveStatus>All</ActiveStatus></ClassQueryRq>"
ACCOUNTS = "<AccountQueryRq><ActiveStatus>All</ActiveStatus></AccountQueryRq>"
UNREADABLE = "<ClassQueryRq><Nonsense/></ClassQueryRq>"


def ask(pc: Pc, *requests: str) -> list[str]:
    reads = [
        Outgoing(str(nth), "lists", "some list", request) for nth, request in enumerate(requests)
    ]
    return list(queue(pc).ask(reads).values())


def test_questions_that_wait_together_take_one_call(pc: Pc) -> None:
    pc.connector.update()
    keys = ask(pc, CLASSES, ACCOUNTS, "<HostQueryRq/>")
    outcome = pc.connector.update()
    assert outcome.requests == 2  # the company's facts, and all three
    classes, accounts, host = (answer(pc, key).responses for key in keys)
    assert "<ClassQueryRs " in classes[0]
    assert "AccountRet" not in classes[0]
    assert "<AccountRet>" in accounts[0]
    assert "<ProductName>" in host[0]


def test_a_question_is_not_answered_before_the_write_it_was_asked_after(pc: Pc) -> None:
    pc.connector.update()
    vendors_named = "<VendorQueryRq><FullName>Amy Adler</FullName></VendorQueryRq>"
    [before] = ask(pc, vendors_named)
    put_vendor(pc)
    [after] = ask(pc, vendors_named)
    pc.connector.update()
    with pc.database.reading() as session:
        rows = session.query(DesktopMessage).filter_by(key=before).order_by(DesktopMessage.id)
        assert ["<VendorRet>" in Seal([KEY]).open(row.responses) for row in rows] == [False, True]
    assert after == before


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_question_that_cannot_be_read_does_not_draw_in_the_others(pc: Pc, place: int) -> None:
    pc.connector.update()
    requests = [CLASSES, ACCOUNTS]
    requests.insert(place, UNREADABLE)
    keys = ask(pc, *requests)
    assert pc.connector.update().status == "done"
    answers = [answer(pc, key) for key in keys]
    assert answers.pop(place).error.startswith("0x80040400")
    assert all(one.stage is Stage.ANSWERED and one.responses and not one.error for one in answers)


@pytest.mark.parametrize("where", ["after:sendRequestXML", "before:quickbooks", "after:quickbooks"])
def test_questions_whose_answers_are_lost_are_asked_again(pc: Pc, where: str) -> None:
    pc.connector.update()
    keys = ask(pc, CLASSES, ACCOUNTS)
    pc.connector.interrupt(where, 2)
    assert pc.connector.update().status == "lost"
    pc.connector.update()
    assert [len(answer(pc, key).responses) for key in keys] == [1, 1]


@pytest.mark.parametrize("operation", ["sendRequestXML", "receiveResponseXML"])
def test_questions_that_are_fetched_or_answered_twice_have_one_answer(
    pc: Pc, operation: str
) -> None:
    pc.connector.update()
    keys = ask(pc, CLASSES, ACCOUNTS)
    pc.connector.repeat(operation, 2)
    assert pc.connector.update().status == "done"
    assert [len(answer(pc, key).responses) for key in keys] == [1, 1]


def test_requests_and_answers_lie_sealed_and_what_was_sent_is_forgotten(pc: Pc) -> None:
    request = VENDOR.replace("</Name>", "</Name><VendorTaxIdent>12-3456789</VendorTaxIdent>")
    put_vendor(pc, request=request)
    rows = [_row(pc)]
    pc.connector.update()
    rows.append(_row(pc))
    for row in rows:
        assert "Amy Adler" not in f"{row.request} {row.responses}"
    assert rows[-1].status == MessageStatus.ANSWERED
    assert rows[-1].request == ""
    assert "12-3456789" not in "".join(answer(pc).responses)


def test_two_companies_are_served_each_for_itself(pc: Pc) -> None:
    # What waits for one PC is never handed to another.
    put_vendor(pc)
    with pc.database.writing() as session:
        session.add(
            DesktopConnection(
                company_id="other",
                username="corebooks-other",
                password_hash="",
                owner_id="{O}",
                file_id="{F}",
                core_connection="core",
                timezone="America/Chicago",
                created_by="finance ops",
            )
        )
        session.flush()
        session.add(
            DesktopMessage(
                company_id="other",
                key="theirs",
                is_write=True,
                subject="vendor",
                label="vendor",
                request=Seal([KEY]).seal(VENDOR.replace("Amy", "Bea")),
                set_id="CBtheirs",
            )
        )
    pc.connector.update()
    assert "Bea Adler" not in pc.file.names("Vendor")
    assert vendors(pc) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00" * 100, b"<a/>", enveloped(CALL)[:-30], enveloped(CALL.replace("auth", "x"))],
)
def test_nonsense_is_refused_logged_and_the_address_stays_up(
    pc: Pc, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING")
    refused = httpx.post(pc.url, content=body, trust_env=False)
    assert refused.status_code == 400
    assert refused.headers["Content-Type"].startswith("text/xml")
    assert "faultstring" in refused.text
    assert "was rejected" in caplog.text
    assert pc.connector.update().status == "done"


def test_an_envelope_that_never_ends_is_cut_off(pc: Pc) -> None:
    pieces = (b"x" * 1_000_000 for _ in range(40))
    try:
        refused = httpx.post(pc.url, content=pieces, trust_env=False, timeout=30)
    except httpx.TransportError:
        pass  # it hung up on us, which is as good
    else:
        assert refused.status_code == 400
    assert pc.connector.update().status == "done"


def test_a_browser_is_told_what_the_address_is_for(pc: Pc) -> None:
    assert (
        "The Web Connector on the PC with QuickBooks calls it."
        in httpx.get(pc.url, trust_env=False).text
    )


def _row(pc: Pc) -> DesktopMessage:
    with pc.database.reading() as session:
        found: DesktopMessage = session.query(DesktopMessage).filter_by(is_write=True).one()
        return found


def test_a_request_that_cannot_be_decrypted_waits_and_the_page_says_which_key_to_add(
    pc: Pc,
) -> None:
    pc.connector.update()
    other = Seal([Fernet.generate_key().decode()])
    DatabaseQueue(pc.database, COMPANY, other, "test").put(
        [Outgoing("request-1", "vendor", "vendor Amy Adler", VENDOR)]
    )
    pc.connector.update()
    assert "can't be decrypted because Airflow's Fernet key changed." in pc.connection().told
    assert vendors(pc) == 0
    with pc.database.writing() as session:
        session.execute(update(DesktopMessage).values(request=Seal([KEY]).seal(VENDOR)))
    pc.connector.update()
    assert (vendors(pc), pc.connection().told) == (1, "")


def test_a_wrong_password_over_http_waits_and_is_noted_with_the_callers_address(
    pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    def waited(_callers: Callers, _address: str) -> float:
        waits.append(1.0)
        return 0.0

    monkeypatch.setattr(Callers, "was_wrong", waited)
    wrong = CALL.replace("willow", pc.username)
    answered = httpx.post(pc.url, content=enveloped(wrong), trust_env=False)
    assert "<string>nvu</string>" in answered.text
    assert waits == [1.0]
    refused_calls().settle()
    assert pc.connection().refused_from == "127.0.0.1"
    assert pc.connector.update().status == "done"


def test_envelopes_are_parsed_beside_the_event_loop(
    pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def noted(body: bytes) -> Call:
        threads.append(threading.current_thread().name)
        return read_call(body)

    monkeypatch.setattr(web_connector_route, "read_call", noted)
    pc.connector.update()
    assert threads
    assert all("worker" in name for name in threads)


def canadian_pc(sqlite_database: Database) -> AbstractContextManager[Pc]:
    return running_pc(sqlite_database, canadian_file())


def test_a_canadian_file_is_connected_once_core_s_amounts_are_said_to_be_in_its_currency(
    sqlite_database: Database,
) -> None:
    with canadian_pc(sqlite_database) as pc:
        assert pc.connector.update().status == "stopped"
        assert pc.connection().told.startswith(
            "CORE's amounts are in USD, and Willow & Park Realty keeps its books in CAD. CoreBooks "
            "converts no amounts."
        )
        with pc.database.reading() as session:
            assert session.get(Company, COMPANY) is None

        change_currency(pc.database, COMPANY, "CAD", "finance ops")
        pc.connector.update()
        assert pc.connection().told == ""
        with pc.database.reading() as session:
            company = session.get_one(Company, COMPANY)
        assert (company.currency, company.country) == ("CAD", "CA")


def test_the_first_contact_reads_the_tax_codes_of_a_canadian_file_too(
    sqlite_database: Database,
) -> None:
    with canadian_pc(sqlite_database) as pc:
        change_currency(pc.database, COMPANY, "CAD", "finance ops")
        pc.connector.update()
        assert any("SalesTaxCodeQueryRq" in text for text, _ in pc.file.log)


def test_every_session_tells_what_changed_in_the_file_and_reads_the_codes_of_a_tax_turned_on(
    sqlite_database: Database,
) -> None:
    file = canadian_file()
    file.set(sales_tax=False)
    with running_pc(sqlite_database, file) as pc:
        change_currency(pc.database, COMPANY, "CAD", "finance ops")
        pc.connector.update()
        assert not known(pc).uses_tax_codes
        before = len(file.log)

        file.set(sales_tax=True)
        ask(pc, CLASSES)
        pc.connector.update()

        assert known(pc).uses_tax_codes
        assert any("SalesTaxCodeQueryRq" in text for text, _ in list(file.log)[before:])
        with pc.database.reading() as session:
            (event,) = session.scalars(
                select(AuditEvent).where(AuditEvent.event == "QuickBooks company changed")
            )
        assert event.detail["changes"] == [
            "it no longer has sales tax on deposits",
            "GST/HST was turned on",
        ]


def known(pc: Pc) -> ConnectedCompany:
    with pc.database.reading() as session:
        company = company_with_id(session, COMPANY)
    assert company is not None
    return company


def test_a_file_of_the_uk_edition_is_turned_away_with_the_editions_that_are_supported(
    sqlite_database: Database,
) -> None:
    with running_pc(sqlite_database, CompanyFile(country="UK")) as pc:
        assert pc.connector.update().status == "stopped"
        assert "edition for the United Kingdom" in pc.connection().told
        assert "in the editions for the United States and Canada" in pc.connection().told
