"""Setting up a PC: the .qwc file for its Web Connector, and the password for it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from include.books.currency import US_DOLLARS
from include.database.engine import Database
from include.database.reads.integrations import PcConnection
from include.database.setup.desktop_connections import NewConnection, create_connection
from include.database.tables.desktop import DesktopConnection
from include.web_connector.passwords import hash_password, new_password
from include.web_connector.qwc import WebConnectorFile, check_address, new_guid, qwc


@dataclass(frozen=True, slots=True)
class ConnectionRequest:
    """A company file to connect.

    Attributes:
        company_id: the company ID it gets.
        core_connection, timezone, currency: as for every company.
        actor: who connects it.
    """

    company_id: str
    core_connection: str
    timezone: str
    actor: str
    currency: str = US_DOLLARS


@dataclass(frozen=True, slots=True)
class PcSetup:
    """What is needed at the PC; the password is shown only this once."""

    username: str
    password: str
    file: bytes


def set_up_pc(database: Database, wanted: ConnectionRequest, url: str) -> PcSetup:
    """Make a connection, or give a known one a new password.

    Args:
        database: the database.
        wanted: the company file.
        url: the address of the web service, as the PC reaches it.

    Raises:
        AddressNotHttps: the Web Connector wouldn't take the address; no connection was made.
        CompanyIdTaken: another company has the ID; no connection was made.
    """
    check_address(url)
    password = new_password()
    new = NewConnection(
        company_id=wanted.company_id,
        core_connection=wanted.core_connection,
        timezone=wanted.timezone,
        owner_id=new_guid(),
        file_id=new_guid(),
        actor=wanted.actor,
        currency=wanted.currency,
    )
    connection = create_connection(database, new, hash_password(password))
    return PcSetup(connection.username, password, qwc_file(connection, url))


def qwc_file(connection: DesktopConnection | PcConnection, url: str) -> bytes:
    """The .qwc file of a connection; its support page is the root of the same address."""
    parts = urlsplit(url)
    return qwc(
        WebConnectorFile(
            url=url,
            support=f"{parts.scheme}://{parts.netloc}/",
            username=connection.username,
            company=connection.company_id,
            owner_id=connection.owner_id,
            file_id=connection.file_id,
        )
    )
