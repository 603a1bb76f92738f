"""The .qwc file that adds CoreBooks to the Web Connector of a PC."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from include.understood import Understood

_EVERY_MINUTES = 5
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class AddressNotHttps(Understood, ValueError):
    """The Web Connector doesn't take the address; Airflow needs one with https."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"The Web Connector requires an https address, but this Airflow is at {address}. No file "
            "was created. Ask your Airflow administrator to add a certificate and to set [api] "
            "base_url to the https address."
        )


@dataclass(frozen=True, slots=True)
class WebConnectorFile:
    """What the file has.

    Attributes:
        url: the address of the web service.
        support: a web page in the same domain.
        username: by which the PC signs in.
        company: the company ID.
        owner_id, file_id: GUIDs in braces.
    """

    url: str
    support: str
    username: str
    company: str
    owner_id: str
    file_id: str


def new_guid() -> str:
    """A GUID as the Web Connector requires it: upper case, in braces."""
    return "{" + str(uuid.uuid4()).upper() + "}"


def check_address(url: str) -> None:
    """Check that the Web Connector would take the address.

    Raises:
        AddressNotHttps: it isn't https, and not on the same machine.
    """
    if urlsplit(url).scheme != "https" and not is_local(url):
        raise AddressNotHttps(url)


def is_local(url: str) -> bool:
    """Whether an address works only on the machine itself."""
    return urlsplit(url).hostname in _LOCAL


def qwc(file: WebConnectorFile) -> bytes:
    """The file. It has no password, which is typed into the Web Connector.

    AuthFlags 0xE allow Pro, Premier and Enterprise, but not Simple Start, which was discontinued and
    can't be written to. `IsReadOnly` is false for applications that write (Intuit's guide has it
    reversed).

    Raises:
        AddressNotHttps: the address isn't https, and not on the same machine.
    """
    check_address(file.url)
    root = etree.Element("QBWCXML")
    for name, value in {
        "AppName": f"CoreBooks ({file.company})",
        "AppID": "",
        "AppURL": file.url,
        "AppDescription": "Syncs CORE BackOffice commissions and agent billing to QuickBooks",
        "AppSupport": file.support,
        "UserName": file.username,
        "OwnerID": file.owner_id,
        "FileID": file.file_id,
        "QBType": "QBFS",
        "PersonalDataPref": "pdpOptional",
        "UnattendedModePref": "umpOptional",
        "AuthFlags": "0xE",
        "Notify": "false",
        "IsReadOnly": "false",
    }.items():
        etree.SubElement(root, name).text = value
    scheduler = etree.SubElement(root, "Scheduler")
    etree.SubElement(scheduler, "RunEveryNMinutes").text = str(_EVERY_MINUTES)
    return bytes(etree.tostring(root, encoding="US-ASCII", xml_declaration=True, pretty_print=True))
