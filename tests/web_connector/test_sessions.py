"""Who is let in: passwords, tickets, one session at a time."""

from __future__ import annotations

import datetime as dt
import logging
import threading

import pytest
from sqlalchemy import event

from include.database.setup.desktop_connections import (
    NewConnection,
    create_connection,
    end_connection,
)
from include.database.tables.columns import utc_now
from include.database.tables.desktop import DesktopConnection, DesktopSession
from include.web_connector import passwords, sessions
from include.web_connector.passwords import hash_password, new_password, verify_password
from include.web_connector.refused_calls import refused_calls
from include.web_connector.soap import Call
from tests.web_connector.pc import COMPANY, Pc


def sign_in(pc: Pc, password: str, username: str | None = None) -> list[str]:
    name = pc.username if username is None else username
    given = {"strUserName": name, "strPassword": password}
    found = pc.service.call(Call("authenticate", given))
    assert isinstance(found, list)
    return found


def changed(pc: Pc, **values: object) -> None:
    with pc.database.writing() as session:
        row = session.get_one(DesktopConnection, COMPANY)
        for name, value in values.items():
            setattr(row, name, value)


def test_a_password_is_kept_as_a_salted_hash() -> None:
    password = new_password()
    kept = hash_password(password)
    assert password not in kept
    assert hash_password(password) != kept
    assert verify_password(password, kept)
    assert not verify_password(password + "x", kept)
    assert not verify_password("", kept)
    assert not verify_password(password, "")


def test_the_right_password_gets_a_ticket_and_the_open_company_file(pc: Pc) -> None:
    ticket, company = sign_in(pc, pc.password)
    assert (len(ticket) > 20, company) == (True, "")


@pytest.mark.parametrize("username", [None, f"corebooks-{COMPANY}", "nobody", "", "' OR 1=1 --"])
def test_wrong_ones_are_told_nothing_but_that_they_are_not_valid(
    pc: Pc, username: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert sign_in(pc, "wrong-password-of-mine", username) == ["", "nvu"]
    assert "wrong-password-of-mine" not in caplog.text
    assert "Web Connector sign-in rejected" in caplog.text


def test_the_right_password_gets_in_whatever_wrong_ones_came_before(pc: Pc) -> None:
    for _ in range(20):
        assert sign_in(pc, "wrong") == ["", "nvu"]
    assert sign_in(pc, pc.password)[1] == ""


@pytest.mark.parametrize("username", [None, "nobody"])
def test_a_wrong_one_costs_the_same_steps_whether_there_is_such_a_user_or_not(
    pc: Pc, username: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    statements: list[str] = []

    def counted(password: str, kept: str) -> bool:
        hashed.append(kept)
        return verify_password(password, kept)

    def asked(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if threading.current_thread() is threading.main_thread():
            statements.append(statement)

    monkeypatch.setattr(passwords, "verify_password", counted)
    event.listen(pc.database.engine, "before_cursor_execute", asked)
    sign_in(pc, "wrong", username)
    assert len(hashed) == 1
    assert [statement.partition(" ")[0] for statement in statements] == ["BEGIN", "SELECT"]


def test_no_password_is_hashed_while_the_database_is_held(
    pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    def free(password: str, kept: str) -> bool:
        with pc.database.writing() as session:  # would wait for a minute, and fail
            session.get(DesktopConnection, COMPANY)
        return verify_password(password, kept)

    monkeypatch.setattr(passwords, "verify_password", free)
    assert sign_in(pc, "wrong") == ["", "nvu"]
    assert sign_in(pc, pc.password)[1] == ""


def test_a_password_that_was_right_costs_no_hashing_again(
    pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    [ticket, _] = sign_in(pc, pc.password)
    pc.service.call(Call("closeConnection", {"ticket": ticket}))
    monkeypatch.setattr(passwords, "verify_password", lambda *_: False)
    assert sign_in(pc, pc.password)[1] == ""
    assert sign_in(pc, f"{pc.password}x") == ["", "nvu"]


@pytest.mark.parametrize(("how_old", "told"), [(0, "wrong"), (1, "old"), (3, "old"), (4, "wrong")])
def test_a_call_with_an_old_password_is_told_from_one_with_a_wrong_one(
    pc: Pc, how_old: int, told: str
) -> None:
    password = "wrong" if how_old == 0 else pc.password
    for _ in range(how_old):
        new = NewConnection(COMPANY, "core", "America/Chicago", "{OTHER}", "{OTHER}", "finance ops")
        create_connection(pc.database, new, hash_password(new_password()))
    given = {"strUserName": pc.username, "strPassword": password}
    pc.service.call(Call("authenticate", given), "203.0.113.7")
    refused_calls().settle()
    row = pc.connection()
    assert (row.refused_password, row.refused_from) == (told, "203.0.113.7")
    assert row.refused_at is not None
    assert row.last_contact_at is None


def test_who_has_no_ticket_makes_no_call_wait_for_the_database(pc: Pc) -> None:
    with pc.database.writing():
        assert pc.service.call(Call("sendRequestXML", _sent("made up"))) == ""
        assert pc.service.call(Call("closeConnection", {"ticket": "made up"})) == "OK"
        assert sign_in(pc, "wrong") == ["", "nvu"]
    refused_calls().settle()


def test_a_second_session_is_sent_away_while_one_is_open(pc: Pc) -> None:
    sign_in(pc, pc.password)
    assert sign_in(pc, pc.password) == ["", "busy"]


def test_a_session_that_fell_silent_makes_way_and_its_ticket_is_good_for_nothing(pc: Pc) -> None:
    ticket, _ = sign_in(pc, pc.password)
    with pc.database.writing() as session:
        session.query(DesktopSession).update({"last_call_at": utc_now() - sessions.SILENT})
    assert sign_in(pc, pc.password)[1] == ""
    assert pc.service.call(Call("sendRequestXML", _sent(ticket))) == ""
    received = {"ticket": ticket, "response": "x", "hresult": "", "message": ""}
    assert pc.service.call(Call("receiveResponseXML", received)) == -1


def test_a_ticket_expires_when_nobody_uses_it_for_an_hour(pc: Pc) -> None:
    ticket, _ = sign_in(pc, pc.password)
    with pc.database.writing() as session:
        session.query(DesktopSession).update(
            {"last_call_at": utc_now() - sessions.TICKET_LIFE - dt.timedelta(seconds=1)}
        )
    assert pc.service.call(Call("sendRequestXML", _sent(ticket))) == ""


@pytest.mark.parametrize("ticket", ["", "made up", "x" * 5000])
def test_a_ticket_that_was_never_given_gets_nothing(pc: Pc, ticket: str) -> None:
    assert pc.service.call(Call("sendRequestXML", _sent(ticket))) == ""
    assert pc.service.call(Call("getLastError", {"ticket": ticket})) == (
        "This session has ended. The Web Connector starts a new one automatically."
    )
    assert pc.service.call(Call("closeConnection", {"ticket": ticket})) == "OK"


def test_the_ticket_itself_is_kept_nowhere(pc: Pc) -> None:
    ticket, _ = sign_in(pc, pc.password)
    with pc.database.reading() as session:
        [row] = session.query(DesktopSession).all()
    assert ticket not in str(vars(row))


def test_a_connection_that_was_ended_lets_nobody_in(pc: Pc) -> None:
    end_connection(pc.database, COMPANY, "finance ops")
    assert sign_in(pc, pc.password) == ["", "nvu"]


def test_a_new_password_ends_the_session_that_the_old_one_began(pc: Pc) -> None:
    ticket, _ = sign_in(pc, pc.password)
    new = NewConnection(COMPANY, "core", "America/Chicago", "{OTHER}", "{OTHER}", "finance ops")
    password = new_password()
    create_connection(pc.database, new, hash_password(password))
    assert pc.service.call(Call("sendRequestXML", _sent(ticket))) == ""
    assert sign_in(pc, pc.password) == ["", "nvu"]
    assert sign_in(pc, password)[1] == ""


def _sent(ticket: str) -> dict[str, str]:
    names = ("strHCPResponse", "strCompanyFileName", "qbXMLCountry", "qbXMLMajorVers")
    return {"ticket": ticket, **dict.fromkeys((*names, "qbXMLMinorVers"), "")}
