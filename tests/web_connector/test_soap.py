"""Envelopes: what is read, what is refused, and what is answered, to the letter."""

from __future__ import annotations

import pytest

from include.web_connector.soap import MOST_BYTES, EnvelopeRejected, answer, fault, read_call

# As the Web Connector's .NET runtime writes it.
ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>{}</soap:Body></soap:Envelope>'
)
CALL = (
    '<authenticate xmlns="http://developer.intuit.com/"><strUserName>willow</strUserName>'
    "<strPassword>a &lt;b&gt; &amp; c</strPassword></authenticate>"
)


def enveloped(call: str) -> bytes:
    return ENVELOPE.format(call).encode()


def test_a_call_is_read_with_all_its_parameters() -> None:
    call = read_call(enveloped(CALL))
    assert call.operation == "authenticate"
    assert call.arguments == {"strUserName": "willow", "strPassword": "a <b> & c"}


def test_what_is_left_out_is_empty_and_what_is_not_known_is_passed_over() -> None:
    call = read_call(
        enveloped(
            '<receiveResponseXML xmlns="http://developer.intuit.com/"><ticket>t</ticket>'
            "<response /><more>x</more></receiveResponseXML>"
        )
    )
    assert call.arguments == {"ticket": "t", "response": "", "hresult": "", "message": ""}


def test_an_operation_without_parameters_is_a_call_too() -> None:
    call = read_call(enveloped('<serverVersion xmlns="http://developer.intuit.com/" />'))
    assert (call.operation, dict(call.arguments)) == ("serverVersion", {})


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "isn't well-formed XML"),
        (b"POST this", "isn't well-formed XML"),
        (b"<a><b></a>", "isn't well-formed XML"),
        (b"\xff\xfe\x00", "isn't well-formed XML"),
        (b"<a/>", "isn't a SOAP 1.1 envelope"),
        (enveloped(""), "isn't a SOAP 1.1 envelope"),
        (enveloped(CALL + CALL), "isn't a SOAP 1.1 envelope"),
        (enveloped(CALL.replace("authenticate", "dropTables")), "no such operation"),
        (enveloped(CALL.replace("developer.intuit.com", "evil.example")), "no such operation"),
        (enveloped(CALL.replace("willow", "<b>willow</b>")), "strUserName must be a text"),
        (
            b'<!DOCTYPE a [<!ENTITY e "x">]>' + enveloped(CALL).partition(b"?>")[2],
            "has a document type",
        ),
        (
            b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">' + enveloped(CALL).partition(b"?>")[2],
            "has a document type",
        ),
        (b"<a>" + b"x" * MOST_BYTES + b"</a>", "too long"),
        (enveloped(CALL.replace("willow", "<x/>" * 300)), "more elements than a call has"),
        (enveloped(CALL.replace("willow", "<x>" * 300)), "more elements than a call has"),
        (f"<!DOCTYPE a>{ENVELOPE}".encode("utf-16"), "isn't well-formed XML"),
        (f"<!DOCTYPE a>{ENVELOPE}".encode("utf-16-le"), "has a document type"),
        (f"<!-- <a> --><?b <c?><!DOCTYPE a>{ENVELOPE}".encode(), "has a document type"),
        (f"<!\x0bDOC\x00TYPE a>{ENVELOPE}".encode(), "has a document type"),
        (b"<!--" * 10_000, "has a document type"),
        (b"<?" * 10_000, "more elements than a call has"),
    ],
)
def test_everything_else_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(EnvelopeRejected, match=why):
        read_call(body)


def test_markup_in_a_cdata_section_is_the_text_that_it_is() -> None:
    written = "<![CDATA[<!-- ]]><b/><![CDATA[" + "<b/>" * 500 + "]]>"
    with pytest.raises(EnvelopeRejected, match="must be a text"):
        read_call(enveloped(CALL.replace("willow", written)))
    call = read_call(enveloped(CALL.replace("willow", written.replace("]]><b/><![CDATA[", ""))))
    assert call.arguments["strUserName"] == "<!-- " + "<b/>" * 500


def test_entities_that_multiply_are_never_expanded() -> None:
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
    )
    bomb = f"<!DOCTYPE x [{entities}]>" + ENVELOPE.partition("?>")[2].format(
        CALL.replace("willow", "&m;")
    )
    with pytest.raises(EnvelopeRejected):
        read_call(bomb.encode())


def test_results_have_exactly_the_names_that_dotnet_looks_for() -> None:
    assert answer("authenticate", ["ticket", "none"]).decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        '<authenticateResponse xmlns="http://developer.intuit.com/"><authenticateResult>'
        "<string>ticket</string><string>none</string></authenticateResult></authenticateResponse>"
        "</soap:Body></soap:Envelope>"
    )
    assert b"<receiveResponseXMLResult>100</receiveResponseXMLResult>" in answer(
        "receiveResponseXML", 100
    )


def test_an_empty_text_is_an_empty_element_and_never_null() -> None:
    written = answer("sendRequestXML", "")
    assert b"<sendRequestXMLResult></sendRequestXMLResult>" in written
    assert b"nil" not in written
    assert b"<string></string>" in answer("authenticate", ["ticket", ""])


def test_a_fault_says_the_sentence_and_no_more() -> None:
    assert b"<faultstring>There is no such operation.</faultstring>" in fault(
        "There is no such operation."
    )
