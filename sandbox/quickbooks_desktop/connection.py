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


CONNECTING = {
    "0x80040308": "The call failed.",
    "0x80040401": "Could not access QuickBooks.",
    "0x80040402": "Unexpected error.",
    "0x80040403": "Could not open the specified QuickBooks company data file.",
    "0x80040404": "The version of QuickBooks currently running does not support qbXML.",
    "0x80040405": "Components required by the QuickBooks SDK have not been installed.",
    "0x80040406": "Could not determine the version of the company data file.",
    "0x80040407": "The installation of QuickBooks appears to be incomplete.",
    "0x80040408": "Could not start QuickBooks.",
    "0x80040409": "The current version of QuickBooks cannot work with this company data file.",
    "0x8004040A": "Another company data file is already open.",
    "0x80040410": "The company data file is open in another mode than the one specified.",
    "0x80040414": "A modal dialog box is showing in QuickBooks.",
    "0x80040416": "QuickBooks is not running and no company data file was named.",
    "0x80040418": "This application has not accessed this company data file before.",
    "0x8004041A": "This application has no permission to access this company data file.",
    "0x8004041B": "Unable to lock what is needed to access this company data file. Try again later.",
    "0x8004041C": "An internal QuickBooks error occurred.",
    "0x8004041D": "This application is not allowed to log in automatically.",
    "0x8004041E": "The certificate of this application is expired.",
    "0x8004041F": "QuickBooks Basic does not support software integration.",
    "0x80040420": "The QuickBooks user has denied access.",
    "0x80040422": "Another application uses the company data file in single-user mode.",
    "0x80040423": "The version of qbXML that was requested is not supported.",
    "0x80040424": "QuickBooks did not finish its initialization. Please try again later.",
    "0x80040427": "QuickBooks is not registered.",
    "0x8004042A": "Remote access is not allowed.",
    "0x8004042C": "The certificate has been revoked.",
    "0x80040438": "Several instances of QuickBooks are running.",
}
"""HRESULT of OpenConnection or BeginSession -> what comes with it; Intuit words some at more length."""


@dataclass(slots=True)
class Pc:
    """A PC with QuickBooks.

    Attributes:
        open_file: the company file that QuickBooks has open; None when it is not running.
        qwc: the application.
        on_disk: further company files, which QuickBooks opens when it is not running.
        quickbooks_starts: whether QuickBooks can be started at all.
        access: whether the administrator lets the application in.
        refused_with: the HRESULT that every application gets; empty for none.
    """

    open_file: CompanyFile | None
    qwc: Qwc | None = None
    on_disk: list[CompanyFile] = field(default_factory=list)
    quickbooks_starts: bool = True
    access: bool = True
    refused_with: str = ""

    def refuses(self, hresult: str) -> None:
        """Let nobody in, with one of `CONNECTING`; empty lets everybody in again."""
        self.refused_with = hresult

    def begin_session(self, path: str) -> CompanyFile:
        """The company file to work with.

        Args:
            path: where the service says it lies; empty for the one that is open.

        Raises:
            NotConnected: as QuickBooks' request processor fails.
        """
        if self.refused_with:
            raise NotConnected(self.refused_with, CONNECTING[self.refused_with])
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
