"""The .qwc file by which a person adds an application to the Web Connector."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

_REQUIRED = (
    "AppName",
    "AppID",
    "AppURL",
    "AppDescription",
    "AppSupport",
    "UserName",
    "OwnerID",
    "FileID",
    "QBType",
)
_OPTIONAL = {
    "AppDisplayName",
    "AppUniqueName",
    "AuthFlags",
    "CertURL",
    "IsReadOnly",
    "Notify",
    "PersonalDataPref",
    "UnattendedModePref",
    "Scheduler",
    "Style",
}
_MAY_BE_EMPTY = frozenset({"AppID"})
_ALLOWED = {
    "QBType": ("QBFS", "QBPOS"),
    "IsReadOnly": ("true", "false"),
    "Notify": ("true", "false"),
    "PersonalDataPref": ("pdpNotNeeded", "pdpOptional", "pdpRequired"),
    "UnattendedModePref": ("umpRequired", "umpOptional"),
    "Style": ("Document", "DocWrapped", "RPC"),
}
_GUID = re.compile(r"\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}")
_LOCAL = frozenset({"localhost", "127.0.0.1"})
EDITIONS = {"Simple Start": 0x1, "Pro": 0x2, "Premier": 0x4, "Enterprise": 0x8}
"""Edition -> its bit of AuthFlags; no bit at all means every edition."""


class QwcRefused(Exception):
    """The Web Connector does not add the application; says why."""


@dataclass(frozen=True, slots=True)
class Qwc:
    """What the Web Connector keeps of an application."""

    name: str
    url: str
    support: str
    user_name: str
    owner_id: str
    file_id: str
    run_every_seconds: int | None = None
    auth_flags: int = 0
    read_only: bool = False

    def admits(self, product: str) -> bool:
        """Whether AuthFlags let the application work with this QuickBooks product."""
        bits = [bit for edition, bit in EDITIONS.items() if edition in product]
        return not self.auth_flags or any(bit & self.auth_flags for bit in bits)


def read_qwc(text: str | bytes) -> Qwc:
    """Read and check a .qwc file.

    Raises:
        QwcRefused: the Web Connector would not take it.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.encode() if isinstance(text, str) else text, parser)
    except etree.XMLSyntaxError as error:
        raise QwcRefused(f"The file is no XML: {error}") from None
    if root.tag != "QBWCXML":
        raise QwcRefused("The root of the file must be QBWCXML.")
    fields = _fields(root)
    for name in ("OwnerID", "FileID"):
        if not _GUID.fullmatch(fields[name]):
            raise QwcRefused(f"{name} must be a GUID in braces.")
    for name, allowed in _ALLOWED.items():
        if fields.get(name, allowed[0]) not in allowed:
            raise QwcRefused(f"{name} must be one of {', '.join(allowed)}.")
    check_urls(fields["AppURL"], fields["AppSupport"])
    return Qwc(
        name=fields["AppName"],
        url=fields["AppURL"],
        support=fields["AppSupport"],
        user_name=fields["UserName"],
        owner_id=fields["OwnerID"],
        file_id=fields["FileID"],
        run_every_seconds=_every(root),
        auth_flags=_flags(fields.get("AuthFlags", "0x0")),
        read_only=fields.get("IsReadOnly") == "true",
    )


def _fields(root: etree._Element) -> dict[str, str]:
    fields: dict[str, str] = {}
    for child in root:
        if not isinstance(child.tag, str):
            continue
        if child.tag not in _OPTIONAL and child.tag not in _REQUIRED:
            raise QwcRefused(f"The element {child.tag} is not known.")
        if child.tag in fields:
            raise QwcRefused(f"The element {child.tag} is there twice.")
        fields[child.tag] = (child.text or "").strip()
    for name in _REQUIRED:
        if name not in fields:
            raise QwcRefused(f"The element {name} is missing.")
        if not fields[name] and name not in _MAY_BE_EMPTY:
            raise QwcRefused(f"The element {name} is empty.")
    return fields


def check_urls(url: str, support: str = "") -> None:
    """Refuse addresses that are not https (localhost aside), and a support page elsewhere.

    Raises:
        QwcRefused: as above.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise QwcRefused("AppURL must be an address.")
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        raise QwcRefused("AppURL must be https, unless it is on localhost.")
    if support and urlsplit(support).hostname != parts.hostname:
        raise QwcRefused("AppSupport must be in the domain of AppURL.")


def _flags(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        raise QwcRefused("AuthFlags must be a hexadecimal number such as 0xF.") from None


def _every(root: etree._Element) -> int | None:
    """How often to run on its own, in seconds; the first of the two elements counts."""
    scheduler = root.find("Scheduler")
    first = None if scheduler is None else next(iter(scheduler), None)
    if first is None:
        return None
    units = {"RunEveryNMinutes": 60, "RunEveryNSeconds": 1}
    text = (first.text or "").strip()
    if first.tag not in units or not text.isdigit() or not int(text):
        raise QwcRefused("Scheduler must hold RunEveryNMinutes or RunEveryNSeconds above zero.")
    return int(text) * units[str(first.tag)]
