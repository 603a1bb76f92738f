"""Checks which company file is open on the PC: the connected one, or another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from include.books.gateway import CompanyFacts, GatewayUnavailable
from include.database.engine import Database
from include.database.keys.seal import Seal
from include.database.setup.companies import CompanyConnected, OtherCompany, connect_company
from include.database.setup.company_facts import keep_facts, subscription_of
from include.database.stored.company_facts import KnownFacts
from include.database.tables.companies import Company
from include.database.tables.desktop import EDITION, DesktopConnection
from include.quickbooks.desktop.company import company_facts, file_id_of, non_taxable_code
from include.quickbooks.desktop.gateway import DesktopGateway
from include.quickbooks.desktop.settings import DesktopSettings
from include.quickbooks.desktop.wire.qbxml import SetAnswer
from include.web_connector.database_queue import PAGE, DatabaseQueue


@dataclass(frozen=True, slots=True)
class CompanyFileCheck:
    """What was found out about the open company file.

    Attributes:
        problem: why nothing may be sent to it, for whoever is at the PC; empty for none.
        product: "QuickBooks Enterprise Solutions 24.0"; empty where it isn't known.
        non_taxable: ListID of the sales tax code for what isn't taxable; empty without sales tax.
    """

    problem: str
    product: str = ""
    non_taxable: str = ""


def check_company_file(
    database: Database, seal: Seal, connection: DesktopConnection, facts: SetAnswer | str
) -> CompanyFileCheck:
    """Check that the open file is the connected one; connect the company at the first contact.

    Args:
        database: the database.
        seal: of the queue.
        connection: as it was read.
        facts: QuickBooks' answer to `company_queries`, or why there is none.
    """
    if isinstance(facts, str):
        return CompanyFileCheck(f"{facts} Open it in QuickBooks, then select Update Selected.")
    with database.reading() as session:
        known = session.get(Company, connection.company_id)
    try:
        company = company_facts(
            connection.company_id, facts, known.currency if known else connection.currency
        )
        stamped = file_id_of(facts, connection.owner_id)
    except GatewayUnavailable as stop:
        return CompanyFileCheck(str(stop))
    if stamped.upper() != connection.file_id.upper():
        return CompanyFileCheck(_other_file(database, connection, company.name))
    new = known is None or connection.first_contact_at is None
    if known is not None and not new and known.name != company.name:
        return CompanyFileCheck(_other_name(known.name, company.name))
    if new or (known is not None and known.realm_id != connection.file_id):
        try:
            connect_company(database, _company(connection, company), connection.created_by)
        except (CompanyConnected, OtherCompany) as error:
            return CompanyFileCheck(str(error))
        _ask_for_lists(database, seal, connection, company)
    elif keep_facts(database, connection.company_id, company):
        # Sales tax may have been turned on: its codes are then asked for while the file is open.
        _ask_for_lists(database, seal, connection, company)
    return CompanyFileCheck("", company.edition, non_taxable_code(facts))


def _ask_for_lists(
    database: Database, seal: Seal, connection: DesktopConnection, facts: CompanyFacts
) -> None:
    """Have the drop-downs of the company's workflows filled when someone opens them."""
    settings = DesktopSettings(
        connection.company_id, connection.owner_id, country=facts.country, currency=facts.currency
    )
    # What was answered before, however lately, is of the file as it was.
    queue = DatabaseQueue(database, connection.company_id, seal, PAGE, fresh_for=dt.timedelta())
    DesktopGateway(settings, queue).ask_for_lists()


def _company(connection: DesktopConnection, facts: CompanyFacts) -> Company:
    return Company(
        id=connection.company_id,
        name=facts.name,
        edition=EDITION,
        plan=subscription_of(facts.edition),
        realm_id=connection.file_id,
        core_connection=connection.core_connection,
        quickbooks_connection="",
        timezone=connection.timezone,
        currency=facts.currency,
        country=facts.country,
        facts=KnownFacts.of(facts).stored(),
    )


def _other_name(ours: str, open_name: str) -> str:
    """The FileID is stored in whichever file was open when the application was last added."""
    return (
        f"{open_name} is open in QuickBooks, but {ours} is connected. Nothing was sent to {open_name}. "
        f"If it's another company file, open {ours} and select Update Selected. If {ours} was renamed, "
        "select Disconnect and then Reconnect on its page under Integrations. It gets the new name, "
        "and what was synced stays."
    )


def _other_file(database: Database, connection: DesktopConnection, open_name: str) -> str:
    with database.reading() as session:
        known = session.get(Company, connection.company_id)
    ours = known.name if known else connection.company_id
    return (
        f"{open_name} is open in QuickBooks, but {ours} is connected. Nothing was sent to {open_name}. "
        f"Open {ours} in QuickBooks, then select Update Selected."
    )
