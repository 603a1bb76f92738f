"""A SOAP client that knows nothing of us but Intuit's WSDL completes a session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import zeep
import zeep.transports

from include.database.keys.seal import Seal
from include.quickbooks.desktop.wire.queue import Outgoing, Stage
from include.web_connector.database_queue import DatabaseQueue
from tests.sandbox.quickbooks_desktop.oracle import _file
from tests.web_connector.pc import COMPANY, KEY, Pc

_BINDING = "{http://developer.intuit.com/}QBWebConnectorSvcSoap"


@pytest.fixture
def client(pc: Pc) -> Any:
    wsdl: Path | None = _file("QBWebConnectorSvc.wsdl")
    if wsdl is None:
        pytest.skip("Intuit's WSDL is not at hand")
    untyped: Any = zeep
    transport = untyped.transports.Transport()
    transport.session.trust_env = False
    return untyped.Client(str(wsdl), transport=transport).create_service(_BINDING, pc.url)


def test_a_session_from_the_first_call_to_the_last(client: Any, pc: Pc) -> None:
    write = "<VendorAddRq><VendorAdd><Name>Amy Adler</Name></VendorAdd></VendorAddRq>"
    queue = DatabaseQueue(pc.database, COMPANY, Seal([KEY]), "test")
    queue.put([Outgoing("request-1", "vendor", "vendor Amy Adler", write)])

    assert not client.clientVersion(strVersion="34.0.10010.76")
    ticket, company = client.authenticate(strUserName=pc.username, strPassword=pc.password)
    assert ticket
    assert not company
    percent, requests = 0, 0
    while percent < 100:
        request = client.sendRequestXML(
            ticket=ticket,
            strHCPResponse="",
            strCompanyFileName="C:\\Books\\Willow.qbw",
            qbXMLCountry="US",
            qbXMLMajorVers=16,
            qbXMLMinorVers=0,
        )
        response = pc.file.process(request)
        percent = client.receiveResponseXML(
            ticket=ticket, response=response, hresult="", message=""
        )
        requests += 1
        assert requests < 20
    assert client.closeConnection(ticket=ticket).startswith("OK")
    # Whichever company is open, the vendor, the lists for the drop-downs, and forgetting the vendor.
    assert requests > 3
    assert "Amy Adler" in pc.file.names("Vendor")
    assert queue.look(["request-1"])["request-1"].stage is Stage.ANSWERED
    assert pc.connection().company_file == "C:\\Books\\Willow.qbw"


def test_a_wrong_password_is_not_a_valid_user(client: Any) -> None:
    found = client.authenticate(strUserName="somebody", strPassword="guess")
    assert [one or "" for one in found] == ["", "nvu"]
