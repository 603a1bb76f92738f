"""The .qwc file by which a person adds CoreBooks to the Web Connector of their PC."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

_EVERY_MINUTES = 5
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class AddressNotHttps(ValueError):
    """The Web Connector takes no such address; give Airflow one with https."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"The Web Connector works with https addresses only, and this Airflow is at {address}. "
            "Whoever runs Airflow must give it a certificate and set [api] base_url to its https "
            "address. Nothing was made."
        )


@dataclass(frozen=True, slots=True)
class WebConnectorFile:
    """What the file says.

    Attributes:
        url: the address of the web service.
        support: a page for people, in the same domain.
        username: by which the PC signs in.
        company: what the company is called here.
        owner_id, file_id: GUIDs in braces.
    """

    url: str
    support: str
    username: str
    company: str
    owner_id: str
    file_id: str


def new_guid() -> str:
    """A GUID as the Web Connector wants it: upper case, in braces."""
    return "{" + str(uuid.uuid4()).upper() + "}"


def check_address(url: str) -> None:
    """See that the Web Connector would take the address.

    Raises:
        AddressNotHttps: it is not https, and not on the same machine.
    """
    if urlsplit(url).scheme != "https" and not is_local(url):
        raise AddressNotHttps(url)


def is_local(url: str) -> bool:
    """Whether an address is good only on the machine that it is of."""
    return urlsplit(url).hostname in _LOCAL


def qwc(file: WebConnectorFile) -> bytes:
    """The file. It has no password: the person types it into the Web Connector.

    AuthFlags 0xE admit Pro, Premier and Enterprise; Simple Start, long gone, cannot be written to as
    we need. `IsReadOnly` is false for applications that write (Intuit's guide has it the wrong way
    round).

    Raises:
        AddressNotHttps: the address is not https, and not on the same machine.
    """
    check_address(file.url)
    root = etree.Element("QBWCXML")
    for name, value in {
        "AppName": f"CoreBooks ({file.company})",
        "AppID": "",
        "AppURL": file.url,
        "AppDescription": "Enters CORE BackOffice's commissions and bills in QuickBooks",
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
