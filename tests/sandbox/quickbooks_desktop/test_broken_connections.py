"""Answers that cannot be read, and connections that break: before and after QuickBooks commits."""

from __future__ import annotations

import threading

import pytest

from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.outcome import Outcome
from sandbox.quickbooks_desktop.web_connector import WebConnector
from tests.sandbox.quickbooks_desktop.bookkeeper import customer_set, customers
from tests.sandbox.quickbooks_desktop.service import NAMESPACE, Service, envelope

# What the real one would not put up with


def _wrong_name(operation: str) -> bytes:
    return envelope(operation, "x").replace(b"Result>", b"Answer>")


@pytest.mark.parametrize(
    ("operation", "body", "sentence"),
    [
        ("authenticate", (200, "text/html", b"<html/>"), "expected 'text/xml'"),
        ("authenticate", (500, "text/xml", b"<oops/>"), "no SOAP 1.1 envelope"),
        ("authenticate", (200, "text/xml", b"not xml"), "error in XML document"),
        (
            "authenticate",
            (200, "text/xml", envelope("authenticate", ["a", "b"], NAMESPACE[:-1])),
            "Object reference not set",
        ),
        ("authenticate", (200, "text/xml", envelope("authenticate", "a")), "bounds of the array"),
        ("authenticate", (200, "text/xml", _wrong_name("authenticate")), "Object reference"),
        ("sendRequestXML", (200, "text/xml", envelope("sendRequestXML", ["a"])), "a text"),
        (
            "receiveResponseXML",
            (200, "text/xml", envelope("receiveResponseXML", "all")),
            "no whole number",
        ),
    ],
)
def test_answers_that_dot_net_cannot_read_break_the_session_off(
    connector: WebConnector,
    service: Service,
    operation: str,
    body: tuple[int, str, bytes],
    sentence: str,
) -> None:
    service.requests = [customer_set("Ann")]
    service.bodies[operation] = body
    outcome = connector.update()
    assert outcome.status == "lost"
    assert sentence in outcome.message
    assert "closeConnection" not in outcome.calls


# Broken connections


@pytest.mark.parametrize(
    ("point", "written", "told"),
    [
        ("before:sendRequestXML", 0, 0),
        ("after:sendRequestXML", 0, 0),
        ("before:quickbooks", 0, 0),
        ("after:quickbooks", 1, 0),
        ("before:receiveResponseXML", 1, 0),
        ("after:receiveResponseXML", 1, 1),
        ("before:closeConnection", 1, 1),
    ],
)
def test_a_session_can_break_at_every_point(
    connector: WebConnector,
    service: Service,
    file: CompanyFile,
    point: str,
    written: int,
    told: int,
) -> None:
    service.requests = [customer_set("Ann")]
    connector.interrupt(point)
    outcome = connector.update()
    assert outcome.status == "lost"
    assert point.split(":")[1] in outcome.message
    assert (len(customers(file)), len(service.responses)) == (written, told)
    assert connector.update().status != "lost"


def test_the_second_time_a_point_is_reached(
    connector: WebConnector, service: Service, file: CompanyFile
) -> None:
    service.requests = [customer_set("Ann"), customer_set("Bob")]
    connector.interrupt("before:quickbooks", nth=2)
    assert connector.update().status == "lost"
    assert customers(file) == ["Ann"]


def test_offline_nothing_is_called(connector: WebConnector, service: Service) -> None:
    connector.online = False
    assert connector.update().status == "lost"
    assert service.calls == []


def test_quickbooks_fails_after_it_committed(
    connector: WebConnector, service: Service, file: CompanyFile
) -> None:
    service.requests = [customer_set("Ann")]
    file.fail_next("after")
    connector.update()
    assert service.responses[0]["hresult"] == "0x80040402"
    assert customers(file) == ["Ann"]


def test_two_sessions_at_once_can_be_led_step_by_step(
    connector: WebConnector, service: Service
) -> None:
    service.requests = [customer_set("Ann"), customer_set("Bob")]
    one, two = Outcome(), Outcome()
    first, second = connector.session(one), connector.session(two)
    for point in first:
        if point == "before:receiveResponseXML":
            break
    assert list(second)[-1] == "after:closeConnection"
    assert two.status == "done"
    list(first)
    assert one.status == "done"
    assert service.operations.count("authenticate") == 2


@pytest.mark.parametrize("operation", ["authenticate", "sendRequestXML", "receiveResponseXML"])
def test_a_request_can_arrive_twice(
    connector: WebConnector, service: Service, operation: str
) -> None:
    service.requests = [customer_set("Ann"), customer_set("Bob")]
    connector.repeat(operation)
    assert connector.update().status == "done"
    positions = [place for place, name in enumerate(service.operations) if name == operation]
    assert positions[1] == positions[0] + 1
    assert service.raw[positions[0]] == service.raw[positions[1]]


def test_a_service_that_takes_too_long(file: CompanyFile, service: Service) -> None:
    hasty = WebConnector(service.url, "willow", "secret", file, timeout=0.2)
    answered = threading.Event()
    service.answers["sendRequestXML"] = lambda _: str(answered.wait(5))
    outcome = hasty.update()
    answered.set()
    assert (outcome.status, "Timeout" in outcome.message) == ("lost", True)
    hasty.close()


def test_operations_can_be_called_in_any_order(connector: WebConnector, service: Service) -> None:
    service.requests = [customer_set("Ann")]
    assert connector.soap.number("receiveResponseXML", ticket="never given", response="") == 50
    assert connector.soap.text("closeConnection", ticket=None) == "OK"
    assert b"<ticket" not in service.raw[-1]


def test_a_service_that_is_not_there(file: CompanyFile) -> None:
    away = WebConnector("http://127.0.0.1:9/", "willow", "secret", file, timeout=2)
    outcome = away.update()
    assert outcome.status == "lost"
    assert "ConnectError" in outcome.message
    away.close()
