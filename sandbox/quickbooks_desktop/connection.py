"""QuickBooks on the PC: which company file it has open, and whether an application may use it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.qwc import Qwc


class NotConnected(Exception):
    """OpenConnection or BeginSession failed; carries what the Web Connector reports."""

    def __init__(self, hresult: str, message: str) -> None:
        self.hresult = hresult
        self.message = message
        super().__init__(f"{hresult} {message}")


@dataclass(slots=True)
class Pc:
    """A PC with QuickBooks.

    Attributes:
        open_file: the company file that QuickBooks has open; None when it is not running.
        qwc: the application.
        on_disk: further company files, which QuickBooks opens when it is not running.
        quickbooks_starts: whether QuickBooks can be started at all.
        access: whether the administrator lets the application in.
    """

    open_file: CompanyFile | None
    qwc: Qwc | None = None
    on_disk: list[CompanyFile] = field(default_factory=list)
    quickbooks_starts: bool = True
    access: bool = True

    def begin_session(self, path: str) -> CompanyFile:
        """The company file to work with.

        Args:
            path: where the service says it lies; empty for the one that is open.

        Raises:
            NotConnected: as QuickBooks' request processor fails.
        """
        if not self.quickbooks_starts:
            raise NotConnected("0x80040408", "Could not start QuickBooks.")
        found = self._file(path)
        if not self.access:
            raise NotConnected("0x80040420", "The QuickBooks user has denied access.")
        if self.qwc is not None and not self.qwc.admits(found.settings.product_name):
            raise NotConnected("0x80040401", "Could not access QuickBooks.")
        return found

    def _file(self, path: str) -> CompanyFile:
        if not path:
            if self.open_file is None:
                raise NotConnected(
                    "0x80040416",
                    'If QuickBooks is not running, a call to the "BeginSession" method must '
                    "include the name of the QuickBooks company data file.",
                )
            return self.open_file
        if self.open_file is not None:
            if _same(self.open_file.settings.company_path, path):
                return self.open_file
            raise NotConnected(
                "0x8004040A",
                "A QuickBooks company data file is already open and it is different from the one "
                "requested.",
            )
        for file in self.on_disk:
            if _same(file.settings.company_path, path):
                return file
        raise NotConnected("0x80040408", "Could not start QuickBooks.")


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def hcp_response(file: CompanyFile, qwc: Qwc | None) -> str:
    """Host, company and preferences, as the session's first sendRequestXML brings them."""
    owner = f"<OwnerID>{qwc.owner_id}</OwnerID>" if qwc is not None else ""
    return file.look(
        '<?xml version="1.0" encoding="utf-8"?><?qbxml version="13.0"?><QBXML>'
        '<QBXMLMsgsRq onError="continueOnError"><HostQueryRq requestID="0" />'
        f'<CompanyQueryRq requestID="1">{owner}</CompanyQueryRq>'
        '<PreferencesQueryRq requestID="2" /></QBXMLMsgsRq></QBXML>'
    )
