from __future__ import annotations

import pytest

from include.quickbooks.online.wire.error_codes.faults import (
    Fault,
    faults_in,
    faults_in_xml,
    without_fault,
)
from include.quickbooks.online.wire.exact_json import loads

SERVICE = """{"Fault":{"Error":[
  {"Message":"Duplicate Name Exists Error","Detail":"The name supplied already exists.",
   "code":"6240","element":""},
  {"Message":"Invalid Email","Detail":"Email Address x is not valid","code":"2210",
   "element":"PrimaryEmailAddr"}],"type":"ValidationFault"},"time":"2026-03-02T12:00:00-08:00"}"""

LOWER_CASE = """{"warnings":null,"intuitObject":null,"fault":{"error":[{"message":
  "message=AuthenticationFailed; errorCode=003200; statusCode=401","detail":"Token expired",
  "code":"3200","element":null}],"type":"AUTHENTICATION"},"requestId":null,"time":1633520295688}"""

XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<IntuitResponse time="2026-03-02T12:00:00.000-08:00" xmlns="http://schema.intuit.com/finance/v3">
<Fault type="SERVICE"><Error code="3001"><Message>message=ThrottleExceeded; errorCode=003001;
 statusCode=429</Message><Detail>Wait &amp; see</Detail></Error><Error code="100"/></Fault>
</IntuitResponse>"""


def test_the_service_names_all_errors_at_once() -> None:
    first, second = faults_in(loads(SERVICE))

    assert (first.code, first.type) == ("6240", "ValidationFault")
    assert first.words == "Duplicate Name Exists Error: The name supplied already exists."
    assert (second.code, second.element) == ("2210", "PrimaryEmailAddr")


def test_the_gateway_writes_in_lower_case() -> None:
    (fault,) = faults_in(loads(LOWER_CASE))

    assert (fault.code, fault.detail, fault.type) == ("3200", "Token expired", "AUTHENTICATION")


def test_the_number_may_stand_in_the_message_only() -> None:
    message = "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"

    (fault,) = faults_in({"fault": {"error": [{"message": message}], "type": "SERVICE"}})

    assert fault.code == "3100"


def test_some_faults_are_xml_whatever_was_asked_for() -> None:
    first, second = faults_in_xml(XML)

    assert (first.code, first.type, first.detail) == ("3001", "SERVICE", "Wait & see")
    assert "ThrottleExceeded" in first.message
    assert second.code == "100"


def test_the_login_names_its_errors_in_words() -> None:
    (fault,) = faults_in({"error": "invalid_grant", "error_description": "Token invalid"})

    assert (fault.code, fault.detail) == ("invalid_grant", "Token invalid")


@pytest.mark.parametrize("body", [{}, {"Invoice": {"Id": "1"}}, {"fault": None}, [], None, "text"])
def test_no_fault_is_none(body: object) -> None:
    assert faults_in(body) == ()


@pytest.mark.parametrize("fault", [{}, [], "", {"Error": [{}]}])
def test_a_fault_of_nothing_is_one_too(fault: object) -> None:
    assert len(faults_in({"Fault": fault})) == 1
    assert len(faults_in({"fault": fault})) == 1


@pytest.mark.parametrize("code", [6240, "6240", "006240", " 6240 ", "QBO-6240", "6240.0"])
def test_a_code_is_its_number_however_it_is_written(code: object) -> None:
    (fault,) = faults_in({"Fault": {"Error": [{"code": code}]}})
    assert fault.code == "6240"


@pytest.mark.parametrize("code", ["-30003", "invalid_grant", "0"])
def test_what_is_no_number_stays(code: str) -> None:
    (fault,) = faults_in({"Fault": {"Error": [{"code": code}]}})
    assert fault.code == code.lstrip("0")


@pytest.mark.parametrize("fault", [{"type": "SystemFault"}, {"Error": [], "type": "SystemFault"}])
def test_a_fault_without_errors_still_is_one(fault: object) -> None:
    assert [one.type for one in faults_in({"Fault": fault})] == ["SystemFault"]


@pytest.mark.parametrize(
    "text",
    [
        "<html><body><h1>Bad Gateway</h1><p>nginx</body></html>",
        "<Fault><Error code='1'>",
        "",
        "plain words",
        "<Invoice/>",
    ],
)
def test_a_web_page_is_no_fault(text: str) -> None:
    assert faults_in_xml(text) == ()


def test_xml_with_a_document_type_is_not_read() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">'
        '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
        '<Fault type="SERVICE"><Error code="1"><Message>&b;&c;</Message></Error></Fault>'
    )

    assert faults_in_xml(bomb) == ()


def test_an_answer_without_a_fault_is_named_by_its_status() -> None:
    page = "<html>Bad gateway</html>"

    assert without_fault(502, page).message == "HTTP 502 Bad Gateway with a web page"
    assert without_fault(500, "").message == "HTTP 500 Internal Server Error with nothing"
    assert without_fault(200, '{"Invoi').message == "HTTP 200 OK with something unreadable"
    assert without_fault(429, "").code == "3001"
    assert without_fault(598, "x").message == "HTTP 598 with something unreadable"


def test_words_are_not_said_twice() -> None:
    assert Fault("5010", "Stale", "Stale Object Error").words == "Stale Object Error"
    assert Fault("5010", "Stale Object Error", "Stale").words == "Stale Object Error"
    assert Fault("1").words == ""
