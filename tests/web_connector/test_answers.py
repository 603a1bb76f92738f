"""Which response answers which question: late ones, long ones, and ones that nobody can read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

import pytest

from include.database.keys.seal import Seal
from include.quickbooks.desktop.wire.queue import Incoming, Outgoing, Stage
from include.web.integrations import web_connector_route
from include.web_connector import sessions
from include.web_connector.database_queue import DatabaseQueue
from tests.web_connector.pc import COMPANY, KEY, Pc

BILLS = (
    '<BillQueryRq iterator="Start"><MaxReturned>200</MaxReturned><TxnDateRangeFilter>'
    "<FromTxnDate>2026-01-01</FromTxnDate></TxnDateRangeFilter></BillQueryRq>"
)
CLASSES = "<ClassQueryRq><ActiveStatus>All</ActiveStatus></ClassQueryRq>"


@pytest.fixture(autouse=True)
def _sessions_that_break_off_make_way_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "SILENT", dt.timedelta())


def queue(pc: Pc) -> DatabaseQueue:
    return DatabaseQueue(pc.database, COMPANY, Seal([KEY]), "test")


def put_vendors(pc: Pc, *names: str) -> None:
    queue(pc).put(
        [
            Outgoing(
                name,
                "vendor",
                f"vendor {name}",
                f"<VendorAddRq><VendorAdd><Name>{name}</Name></VendorAdd></VendorAddRq>",
            )
            for name in names
        ]
    )


def ask(pc: Pc, *requests: str) -> list[str]:
    reads = [Outgoing(str(nth), "bills", "bills", text) for nth, text in enumerate(requests)]
    return list(queue(pc).ask(reads).values())


def answer(pc: Pc, key: str) -> Incoming:
    return queue(pc).look([key])[key]


def list_id(pc: Pc, name: str) -> str:
    text = answer(pc, name).responses[0]
    return text.partition("<ListID>")[2].partition("</ListID>")[0]


def enter_bills(pc: Pc, count: int) -> list[str]:
    vendor = {"ListID": pc.file.enter("Vendor", Name="Vic Agent").id}
    line = {"AccountRef": {"FullName": "Agent Commissions"}, "Amount": "10.00"}
    bill: dict[str, Any] = {"VendorRef": vendor, "TxnDate": "2026-11-02", "ExpenseLineAdd": [line]}
    return [pc.file.enter("Bill", RefNumber=f"B-{nth}", **bill).id for nth in range(count)]


def ids_in(responses: Sequence[str]) -> list[str]:
    return [part.partition("<")[0] for text in responses for part in text.split("<TxnID>")[1:]]


@pytest.mark.parametrize("nth", [1, 2, 3], ids=["the company's", "a vendor's", "the last"])
def test_a_late_copy_of_a_response_is_not_taken_for_the_next_one(pc: Pc, nth: int) -> None:
    pc.connector.update()
    put_vendors(pc, "Amy Adler", "Bea Barlow")
    pc.connector.deliver_late(nth)
    assert pc.connector.update().status == "done"

    for name in ("Amy Adler", "Bea Barlow"):
        assert answer(pc, name).stage is Stage.ANSWERED
        assert list_id(pc, name) == pc.file.names("Vendor")[name]


def test_a_late_copy_of_an_error_does_not_say_that_the_next_write_was_not_posted(pc: Pc) -> None:
    pc.connector.update()
    unreadable = "<VendorAddRq><VendorAdd><Nonsense/></VendorAdd></VendorAddRq>"
    queue(pc).put([Outgoing("nonsense", "vendor", "vendor nonsense", unreadable)])
    put_vendors(pc, "Amy Adler")
    pc.connector.deliver_late(2)
    pc.connector.update()

    assert answer(pc, "nonsense").error.startswith("0x80040400")
    assert not answer(pc, "Amy Adler").error
    assert list_id(pc, "Amy Adler") == pc.file.names("Vendor")["Amy Adler"]


def test_a_late_copy_of_a_portion_is_not_put_in_twice(pc: Pc) -> None:
    pc.connector.update()
    bills = enter_bills(pc, 5)
    [key] = ask(pc, BILLS.replace("200", "2"))
    pc.connector.deliver_late(2)
    pc.connector.update()

    assert ids_in(answer(pc, key).responses) == bills


def test_a_response_without_the_entry_is_no_response(
    pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    pc.connector.update()
    put_vendors(pc, "Amy Adler")
    whole = pc.file.process

    def without_entry(*given: Any) -> str:
        text = whole(*given)
        begin, _, rest = text.partition("<VendorRet>")
        return begin + rest.partition("</VendorRet>")[2] if rest else text

    monkeypatch.setattr(pc.file, "process", without_entry)
    pc.connector.update()

    # QuickBooks is asked what became of it.
    assert list_id(pc, "Amy Adler") == pc.file.names("Vendor")["Amy Adler"]


@pytest.mark.parametrize("how", ["references", "raw"])
def test_a_control_character_in_a_memo_stops_nothing(pc: Pc, how: str) -> None:
    pc.connector.update()
    [bill] = enter_bills(pc, 1)
    pc.file.set(control_characters=how)
    pc.file.edit(bill, Memo="Split\x0bby hand\x00")
    [key] = ask(pc, BILLS)
    assert pc.connector.update().status == "done"

    assert (answer(pc, key).stage, answer(pc, key).error) == (Stage.ANSWERED, "")
    assert ids_in(answer(pc, key).responses) == [bill]


@pytest.mark.parametrize("by_id", [False, True])
def test_a_response_that_is_too_long_comes_in_smaller_portions(
    pc: Pc, by_id: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_connector_route, "MOST_BYTES", 40_000)
    pc.connector.update()
    bills = enter_bills(pc, 30)
    pc.file.set(entry_padding=2_200)
    named = "".join(f"<TxnID>{bill}</TxnID>" for bill in bills)
    [key] = ask(pc, f"<BillQueryRq>{named}</BillQueryRq>" if by_id else BILLS)
    for _ in range(4):
        pc.connector.update()

    assert answer(pc, key).stage is Stage.ANSWERED
    assert not answer(pc, key).error
    assert ids_in(answer(pc, key).responses) == bills


LOSSES = {
    "an entry that was asked for by ID": (True, "<BillRet>", "</BillRet>"),
    "an entry of a portion": (False, "<BillRet>", "</BillRet>"),
    "all that was found": (True, "<BillRet>", "</QBXMLMsgsRs>"),
    "how to go on": (False, " iteratorID=", '"'),
    "how much is left": (False, " iteratorRemainingCount=", '"'),
}


@pytest.mark.parametrize("lost", LOSSES)
@pytest.mark.parametrize("others", [False, True], ids=["alone", "with another question"])
def test_half_a_response_is_asked_for_again(
    pc: Pc, lost: str, others: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pc.connector.update()
    bills = enter_bills(pc, 5)
    by_id, begin, end = LOSSES[lost]
    named = "".join(f"<TxnID>{bill}</TxnID>" for bill in bills)
    question = f"<BillQueryRq>{named}</BillQueryRq>" if by_id else BILLS.replace("200", "2")
    key, *_ = ask(pc, question, *([CLASSES] if others else []))
    whole, losses = pc.file.process, [1]

    def half(*given: Any) -> str:
        text = whole(*given)
        if begin not in text or not losses:
            return text
        losses.pop()
        before, _, rest = text.partition(begin)
        if end.startswith("</QBXML"):
            return f"{before}</BillQueryRs>{rest[rest.index(end) :]}"
        rest = rest.lstrip('"') if end == '"' else rest
        return before + rest.partition(end)[2]

    monkeypatch.setattr(pc.file, "process", half)
    pc.connector.update()

    assert not losses
    assert answer(pc, key).stage is Stage.ANSWERED
    assert ids_in(answer(pc, key).responses) == bills


def test_what_is_empty_twice_is_empty(pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    pc.connector.update()
    whole = pc.file.process

    def nothing(*given: Any) -> str:
        text = whole(*given)
        return re.sub("<ClassRet>.*</ClassRet>", "", text, flags=re.DOTALL)

    monkeypatch.setattr(pc.file, "process", nothing)
    [key] = ask(pc, CLASSES)
    outcome = pc.connector.update()
    assert outcome.requests == 3  # the company's settings, and the same question twice
    assert (answer(pc, key).stage, answer(pc, key).error) == (Stage.ANSWERED, "")


def test_many_entries_are_asked_for_by_200_at_a_time(pc: Pc) -> None:
    pc.connector.update()
    bills = enter_bills(pc, 3) * 150
    [key] = ask(
        pc, f"<BillQueryRq>{''.join(f'<TxnID>{bill}</TxnID>' for bill in bills)}</BillQueryRq>"
    )
    outcome = pc.connector.update()

    assert outcome.requests == 4  # the company's settings, and three portions
    assert ids_in(answer(pc, key).responses) == bills


def test_a_response_that_can_never_be_taken_ends_with_a_sentence_and_the_queue_goes_on(
    pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_connector_route, "MOST_BYTES", 30_000)
    pc.connector.update()
    enter_bills(pc, 1)
    pc.file.set(entry_padding=60_000)
    bills, classes = ask(pc, BILLS, CLASSES)
    for _ in range(5):
        pc.connector.update()

    assert answer(pc, bills).stage is Stage.ANSWERED
    assert answer(pc, bills).error == "not taken: "
    assert "<ClassRet>" in answer(pc, classes).responses[0]
    assert pc.connector.update().status == "nothing to do"


CONNECTING = {
    "0x80040408": "couldn't be started",
    "0x80040414": "A window is open in QuickBooks",
    "0x8004040A": "Another company file is open",
    "0x80040418": "allow CoreBooks",
    "0x8004041A": "allow CoreBooks",
    "0x8004041D": "allow CoreBooks",
    "0x8004041E": "allow CoreBooks",
    "0x80040420": "allow CoreBooks",
    "0x8004041B": "single-user mode",
    "0x80040422": "single-user mode",
    "0x80040423": "older than 2014",
    "0x80040424": "still starting, or busy",
}


@pytest.mark.parametrize("hresult", CONNECTING)
def test_each_reason_why_quickbooks_lets_nobody_in_has_its_own_way_out(
    pc: Pc, hresult: str
) -> None:
    pc.connector.pc.refuses(hresult)
    assert pc.connector.update().status == "stopped"

    assert CONNECTING[hresult] in pc.connection().told
    assert f"({hresult})" in pc.connection().told
