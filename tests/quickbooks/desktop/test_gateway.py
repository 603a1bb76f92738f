"""The gateway and its queue: what is asked once, what waits, and what comes late."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from include.books.catalogue import ListKind
from include.books.gateway import Action, GatewayWaits, NoResponse, PartyWrite, Posted, Rejected
from include.books.parties import Party, PartyKind
from include.database.engine import Database
from include.database.keys.seal import Seal
from include.quickbooks.desktop.gateway import DesktopGateway
from include.quickbooks.desktop.settings import DesktopSettings
from include.quickbooks.desktop.wire.patience import Patience
from include.web_connector.database_queue import DatabaseQueue, count_waiting
from tests.web_connector.pc import COMPANY, KEY, Pc, running_pc


@pytest.fixture
def pc(sqlite_database: Database) -> Iterator[Pc]:
    with running_pc(sqlite_database) as running:
        running.connector.update()
        yield running


def gateway(pc: Pc, asker: str = "run 1/post/try 1") -> DesktopGateway:
    queue = DatabaseQueue(pc.database, COMPANY, Seal([KEY]), asker)
    settings = DesktopSettings(COMPANY, pc.connection().owner_id, Patience(in_session=0))
    return DesktopGateway(settings, queue)


def waiting(pc: Pc) -> int:
    with pc.database.reading() as session:
        return count_waiting(session, COMPANY)


def vendor(name: str = "Amy Adler", request_id: str = "request-1") -> PartyWrite:
    party = Party("vendor/agent:1", PartyKind.VENDOR, name, tax_id="12-3456789")
    return PartyWrite(request_id, Action.CREATE, party)


def test_a_question_waits_for_the_pc_and_is_not_asked_twice(pc: Pc) -> None:
    for _ in range(2):
        with pytest.raises(GatewayWaits) as waits:
            gateway(pc).catalogue()
    assert waiting(pc) == 7  # four lists, and three questions about the company
    assert waits.value.sentence.startswith(
        "7 requests are waiting for the QuickBooks Web Connector on the PC. Its last call was on "
    )
    pc.connector.update()
    catalogue = gateway(pc).catalogue()
    assert catalogue.by_name(ListKind.ACCOUNT, "Checking Account") is not None
    assert gateway(pc).company().name == "Willow & Park Realty"


def test_another_step_or_another_try_asks_anew(pc: Pc) -> None:
    with pytest.raises(GatewayWaits):
        gateway(pc).parties(PartyKind.VENDOR).__next__()
    pc.connector.update()
    list(gateway(pc).parties(PartyKind.VENDOR))
    for asker in ("run 1/post/try 2", "run 1/verify/try 1", "run 2/post/try 1"):
        with pytest.raises(GatewayWaits):
            list(gateway(pc, asker).parties(PartyKind.VENDOR))


def test_what_was_read_before_something_was_written_is_read_again(pc: Pc) -> None:
    with pytest.raises(GatewayWaits):
        gateway(pc).find_parties(PartyKind.VENDOR, ["Amy Adler"])
    pc.connector.update()
    assert gateway(pc).find_parties(PartyKind.VENDOR, ["Amy Adler"]) == {}
    with pytest.raises(GatewayWaits):
        list(gateway(pc).write_parties([vendor()]))
    pc.connector.update()
    with pytest.raises(GatewayWaits):
        gateway(pc).find_parties(PartyKind.VENDOR, ["Amy Adler"])
    pc.connector.update()
    assert "Amy Adler" in gateway(pc).find_parties(PartyKind.VENDOR, ["Amy Adler"])


def test_a_write_is_queued_once_and_its_answer_comes_late(pc: Pc) -> None:
    for _ in range(2):
        with pytest.raises(GatewayWaits):
            list(gateway(pc).write_parties([vendor()]))
    assert waiting(pc) == 1
    pc.connector.update()
    [answer] = gateway(pc).late_answers(["request-1", "request-of-nobody"])
    assert isinstance(answer, Posted)
    assert answer.ref.id == pc.file.names("Vendor")["Amy Adler"]


def test_checks_are_made_out_to_core_s_name_of_the_agent(pc: Pc) -> None:
    party = Party("vendor/agent:1", PartyKind.VENDOR, "Ann Lee (vendor)", print_name="Ann Lee")
    with pytest.raises(GatewayWaits):
        list(gateway(pc).write_parties([PartyWrite("request-1", Action.CREATE, party)]))
    pc.connector.update()
    with pytest.raises(GatewayWaits):
        list(gateway(pc).parties(PartyKind.VENDOR))
    pc.connector.update()
    [entry] = gateway(pc).parties(PartyKind.VENDOR)
    assert (entry.display_name, entry.print_name) == ("Ann Lee (vendor)", "Ann Lee")


def test_answers_that_are_there_come_before_it_waits_for_the_others(pc: Pc) -> None:
    with pytest.raises(GatewayWaits):
        list(gateway(pc).write_parties([vendor()]))
    pc.connector.update()
    with pytest.raises(GatewayWaits):
        list(gateway(pc).write_parties([vendor("Bea Barlow", "request-2")]))
    late = gateway(pc).late_answers(["request-1", "request-2"])
    assert isinstance(next(late), Posted)
    with pytest.raises(GatewayWaits):
        next(late)


def test_a_refusal_is_in_words_and_without_the_tax_id(pc: Pc) -> None:
    pc.file.enter("Customer", Name="Amy Adler")
    with pytest.raises(GatewayWaits):
        list(gateway(pc).write_parties([vendor()]))
    pc.connector.update()
    [answer] = gateway(pc).late_answers(["request-1"])
    assert isinstance(answer, Rejected)
    assert answer.sentence.startswith("QuickBooks already uses the name of vendor Amy Adler.")
    assert "12-3456789" not in answer.sentence


def test_what_quickbooks_cannot_tell_of_is_unanswered_and_may_be_sent_again(pc: Pc) -> None:
    pc.file.set(message_sets_forgotten=True)
    with pytest.raises(GatewayWaits):
        list(gateway(pc).write_parties([vendor()]))
    pc.file.fail_next("before", nth=2)
    pc.connector.update()
    [answer] = gateway(pc).late_answers(["request-1"])
    assert isinstance(answer, NoResponse)
    with pytest.raises(GatewayWaits):
        list(gateway(pc).write_parties([vendor()]))
    pc.connector.update()
    [answer] = gateway(pc).late_answers(["request-1"])
    assert isinstance(answer, Posted)


def test_an_internal_error_of_quickbooks_is_looked_up_and_is_no_refusal(pc: Pc) -> None:
    pc.file.refuse_next(1000, "There has been an internal error when processing the request.")
    with pytest.raises(GatewayWaits):
        list(gateway(pc).write_parties([vendor()]))
    pc.connector.update()
    [answer] = gateway(pc).late_answers(["request-1"])
    assert isinstance(answer, NoResponse)
    assert (answer.answered, answer.code) == (True, "1000")


def test_what_cannot_be_sent_is_refused_before_it_is_queued(pc: Pc) -> None:
    [answer] = gateway(pc).write_parties([vendor(name="漢字")])
    assert isinstance(answer, Rejected)
    assert answer.sentence == (
        "The name of vendor 漢字 can't be posted: QuickBooks can't keep any letter of 漢字."
    )
    assert waiting(pc) == 0


def test_nothing_is_queued_when_the_right_to_write_was_lost(pc: Pc) -> None:
    class LeaseLost(Exception):
        pass

    def lost() -> None:
        raise LeaseLost

    writing = gateway(pc)
    writing.guard_writes(lost)
    with pytest.raises(LeaseLost):
        list(writing.write_parties([vendor()]))
    assert waiting(pc) == 0
