"""The Web Connector: Intuit's flow, step by step, over real HTTP."""

from __future__ import annotations

import pytest
from lxml import etree

from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.qwc import QwcRefused, read_qwc
from sandbox.quickbooks_desktop.web_connector import WebConnector
from tests.sandbox.quickbooks_desktop.bookkeeper import customer_set, customers
from tests.sandbox.quickbooks_desktop.oracle import operations
from tests.sandbox.quickbooks_desktop.service import Service
from tests.sandbox.quickbooks_desktop.test_qwc import qwc


def test_a_session_from_beginning_to_end(
    connector: WebConnector, service: Service, file: CompanyFile
) -> None:
    service.requests = [customer_set("Ann"), customer_set("Bob")]
    outcome = connector.update()
    assert service.operations == outcome.calls
    assert outcome.calls == [
        "serverVersion",
        "clientVersion",
        "authenticate",
        "sendRequestXML",
        "receiveResponseXML",
        "sendRequestXML",
        "receiveResponseXML",
        "closeConnection",
    ]
    assert (outcome.status, outcome.message, outcome.requests) == ("done", "OK", 2)
    assert customers(file) == ["Ann", "Bob"]
    (given,) = service.arguments("authenticate")
    assert given == {"strUserName": "willow", "strPassword": "secret"}


def test_the_first_request_brings_host_company_and_preferences(
    connector: WebConnector, service: Service
) -> None:
    service.requests = [customer_set("Ann"), customer_set("Bob")]
    connector.update()
    first, second = service.arguments("sendRequestXML")
    found = etree.fromstring(str(first["strHCPResponse"]).encode())
    assert [one.tag for one in found[0]] == [
        "HostQueryRs",
        "CompanyQueryRs",
        "PreferencesQueryRs",
    ]
    assert str(first["strCompanyFileName"]).endswith("Willow & Park Realty.qbw")
    assert first["qbXMLCountry"] == "US"
    assert (first["qbXMLMajorVers"], first["qbXMLMinorVers"]) == ("16", "0")
    assert second["strHCPResponse"] is None


def test_envelopes_are_those_of_dot_net(connector: WebConnector, service: Service) -> None:
    connector.update()
    assert b'<serverVersion xmlns="http://developer.intuit.com/" />' in service.raw[0]
    assert service.raw[0].startswith(b'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:')
    action = {key.lower(): value for key, value in service.headers[0].items()}
    assert action["soapaction"] == '"http://developer.intuit.com/serverVersion"'
    assert action["content-type"] == "text/xml; charset=utf-8"


@pytest.mark.skipif(operations() is None, reason="Intuit's WSDL is not at hand")
def test_operations_are_called_as_the_wsdl_says(connector: WebConnector, service: Service) -> None:
    service.requests = [customer_set("Ann")]
    connector.update()
    service.answers["receiveResponseXML"] = -1
    service.requests = ["<QBXML>"]
    connector.update()
    connector.pc.open_file = None
    connector.update()
    called = set(service.operations)
    assert called > {"connectionError", "getLastError", "receiveResponseXML"}
    schema = operations()
    assert schema is not None
    for raw in service.raw:
        body = etree.fromstring(raw).find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
        assert body is not None
        assert schema.validate(body[0]), schema.error_log


def test_an_answer_of_quickbooks_has_no_hresult(connector: WebConnector, service: Service) -> None:
    service.requests = [customer_set("Ann")]
    connector.update()
    (given,) = service.responses
    assert "CustomerAddRs" in str(given["response"])
    assert (given["hresult"], given["message"]) == (None, None)


def test_what_quickbooks_cannot_read_is_reported_with_its_hresult(
    connector: WebConnector, service: Service
) -> None:
    service.requests = ["<QBXML>"]
    connector.update()
    (given,) = service.responses
    assert given["response"] is None
    assert given["hresult"] == "0x80040400"
    assert given["message"] == (
        "QuickBooks found an error when parsing the provided XML text stream."
    )


@pytest.mark.parametrize(
    ("answer", "status"),
    [("none", "nothing to do"), ("nvu", "not a valid user"), ("busy", "busy")],
)
def test_authenticate_sends_the_session_away(
    connector: WebConnector, service: Service, answer: str, status: str
) -> None:
    service.answers["authenticate"] = ["ticket-1", answer]
    outcome = connector.update()
    assert outcome.status == status
    assert outcome.calls[-1] == "closeConnection"
    assert "sendRequestXML" not in outcome.calls


def test_a_delay_postpones_the_update_even_with_work(
    connector: WebConnector, service: Service
) -> None:
    service.requests = [customer_set("Ann")]
    service.answers["authenticate"] = ["ticket-1", "", "60", "300"]
    outcome = connector.update()
    assert (outcome.status, outcome.every_seconds, outcome.requests) == ("postponed", 300, 0)


@pytest.mark.parametrize(
    ("answer", "status", "warnings"),
    [
        ("W:Please update soon.", "done", ["Please update soon."]),
        ("E:This version is too old.", "refused", []),
        ("O:99.0", "refused", []),
        ("O:2.0", "done", []),
    ],
)
def test_client_version_warns_or_refuses(
    connector: WebConnector, service: Service, answer: str, status: str, warnings: list[str]
) -> None:
    service.requests = [customer_set("Ann")]
    service.answers["clientVersion"] = answer
    outcome = connector.update()
    assert (outcome.status, outcome.warnings) == (status, warnings)
    assert ("authenticate" in outcome.calls) == (status == "done")


def test_no_op_pauses_and_asks_again(connector: WebConnector, service: Service) -> None:
    slept: list[float] = []
    connector.sleep = slept.append
    connector.pause = 5
    waiting = ["", customer_set("Ann")]
    service.answers["sendRequestXML"] = lambda _: waiting.pop(0)
    outcome = connector.update()
    assert slept == [5]
    assert outcome.calls[3:7] == [
        "sendRequestXML",
        "getLastError",
        "sendRequestXML",
        "receiveResponseXML",
    ]


def test_an_error_of_the_service_is_shown_and_ends_the_session(
    connector: WebConnector, service: Service
) -> None:
    service.answers["getLastError"] = "This is another company's file."
    outcome = connector.update()
    assert outcome.status == "stopped"
    assert outcome.message == "This is another company's file."
    assert outcome.calls[-2:] == ["getLastError", "closeConnection"]


def test_a_negative_percentage_ends_the_session(connector: WebConnector, service: Service) -> None:
    service.requests = [customer_set("Ann"), customer_set("Bob")]
    service.answers["receiveResponseXML"] = -101
    service.answers["getLastError"] = "stop"
    outcome = connector.update()
    assert (outcome.status, outcome.message, outcome.requests) == ("stopped", "stop", 1)
    assert outcome.calls[-3:] == ["receiveResponseXML", "getLastError", "closeConnection"]


@pytest.mark.parametrize("does", ["reject", "do"])
def test_interactive_mode(connector: WebConnector, service: Service, does: str) -> None:
    waiting = ["", customer_set("Ann")]
    service.answers |= {
        "sendRequestXML": lambda _: waiting.pop(0),
        "getLastError": "Interactive mode",
        "getInteractiveURL": "http://localhost/page",
        "interactiveDone": "Done",
        "interactiveRejected": "",
    }
    connector.answer_interactive = "do" if does == "do" else "reject"
    outcome = connector.update()
    called = "interactiveDone" if does == "do" else "interactiveRejected"
    assert called in outcome.calls
    (given,) = service.arguments("getInteractiveURL")
    assert given["wcTicket"] == "ticket-1"
    assert outcome.status == "done"


# The company file


def test_no_company_file_is_open(connector: WebConnector, service: Service) -> None:
    connector.pc.open_file = None
    outcome = connector.update()
    assert outcome.calls[-2:] == ["connectionError", "closeConnection"]
    (given,) = service.arguments("connectionError")
    assert given["hresult"] == "0x80040416"


def test_the_service_names_the_file_to_open(
    connector: WebConnector, service: Service, file: CompanyFile
) -> None:
    connector.pc.open_file, connector.pc.on_disk = None, [file]
    service.requests = [customer_set("Ann")]
    service.answers["connectionError"] = file.settings.company_path
    outcome = connector.update()
    assert outcome.status == "done"
    assert customers(file) == ["Ann"]


def test_another_company_file_is_open(
    connector: WebConnector, service: Service, file: CompanyFile
) -> None:
    other = CompanyFile(name="Other Realty", company_path="C:\\Other.qbw")
    connector.pc.open_file = other
    service.answers["authenticate"] = ["ticket-1", file.settings.company_path]
    connector.update()
    (given,) = service.arguments("connectionError")
    assert given["hresult"] == "0x8004040A"
    service.answers["authenticate"] = ["ticket-1", ""]
    service.requests = [customer_set("Ann")]
    connector.update()
    first = service.arguments("sendRequestXML")[0]
    assert "Other Realty" in str(first["strHCPResponse"])
    other.close()


@pytest.mark.parametrize(
    ("setting", "hresult"), [("quickbooks_starts", "0x80040408"), ("access", "0x80040420")]
)
def test_quickbooks_does_not_let_the_application_in(
    connector: WebConnector, service: Service, setting: str, hresult: str
) -> None:
    setattr(connector.pc, setting, False)
    answers = ["", "done"]
    service.answers["connectionError"] = lambda _: answers.pop(0)
    outcome = connector.update()
    assert [one["hresult"] for one in service.arguments("connectionError")] == [hresult] * 2
    assert outcome.status == "stopped"


def test_an_added_application_is_known_by_the_file_id_it_stamped(
    service: Service, file: CompanyFile
) -> None:
    added = WebConnector.added(read_qwc(qwc(AppURL=service.url)), "secret", file)
    added.most_pauses = 0
    added.update()
    hcp = str(service.arguments("sendRequestXML")[0]["strHCPResponse"])
    assert "<DataExtValue>{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}</DataExtValue>" in hcp
    file.set(product_name="QuickBooks Desktop Pro 2024")
    added.pc.qwc = read_qwc(qwc(AppURL=service.url, AuthFlags="0x8"))
    assert added.update().calls[-2:] == ["connectionError", "closeConnection"]
    added.close()


def test_an_address_without_https_is_not_called(file: CompanyFile) -> None:
    with pytest.raises(QwcRefused, match="https"):
        WebConnector("http://books.example.com/qbwc", "willow", "secret", file)
