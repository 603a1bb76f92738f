"""A database as people leave it: a company of each QuickBooks, synced, edited, undone, and in the middle of a run."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from unittest.mock import patch
from zoneinfo import ZoneInfo

from sqlalchemy import select

from include.books.documents import DocumentKind
from include.clock import utc_now
from include.core_backoffice.mapping.own_examples import EXAMPLES
from include.core_backoffice.mapping.own_layout import workbook
from include.database import acts, record_notes
from include.database.alerts import channels
from include.database.alerts.channels import NewChannel
from include.database.alerts.heartbeats import beat
from include.database.alerts.kinds import ChannelType
from include.database.engine import Database
from include.database.feeds import secrets
from include.database.from_quickbooks import webhooks_seen
from include.database.from_quickbooks.entry_counts import Counted, KindCount, store_counts
from include.database.keys import known_keys
from include.database.months.signing import sign_month
from include.database.setup import automation, company_access, connect_attempts, payee_tax, people
from include.database.setup.automation import AutomationSettings
from include.database.setup.missing_entries import note_missing
from include.database.setup.people import Who
from include.database.statuses import OperationStatus, RecordStatus, WarningKind
from include.database.tables.companies import Company, ConnectAttempt
from include.database.tables.entries import ReportedEdit
from include.database.tables.existing import ExistingMatch, NotTheSame
from include.database.tables.moves import CompanyMove, MovedRow
from include.database.tables.people import SavedFilter
from include.database.tables.records import RecordState, RecordWarning
from include.database.tables.runs import Operation
from include.provider.alerts.delivery import deliver
from include.provider.alerts.look import JOB, look
from include.provider.approving import approval
from include.sync.diff import item_overrides
from include.sync.diff.diff import diff
from include.sync.existing import booking, linking, naming
from include.sync.extract.extract import extract
from include.sync.move.going_back import cancel_move
from include.sync.move.starting import start_move
from include.sync.post.manual_matches import match_manually
from include.sync.run import opening
from include.sync.run.mode import RunMode
from include.sync.run.opening import RunRequest
from include.sync.run.run import fail_run
from include.sync.verify.month_tie_out import tie_out_month
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.database.released import KEY
from tests.provider.airflow import Airflow, look_now
from tests.receivers import webhook_server
from tests.sync import desktop_office, office
from tests.sync.imports import FEED, feed_by_import, import_file, use_profile
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office
from tests.sync.online_hands import OnlineHands
from tests.web_connector import pc

DESKTOP = "willow-park-desktop"
_REFERRAL = "Referral fee"


def fill(database: Database) -> None:
    """Put rows into every table of an empty, migrated database."""
    url = database.engine.url.render_as_string(hide_password=False)
    of_airflow = {
        "AIRFLOW__CORE__FERNET_KEY": KEY,
        "AIRFLOW__COREBOOKS__DATABASE_URL": url,
    }
    with patch.dict(os.environ, of_airflow):
        with (
            running_core(transactions=0, agents=3, bad_records=False, billing_months=1) as core,
            running_quickbooks() as quickbooks,
        ):
            online = Office(core, quickbooks, database)
            online.connect()
            _sync_and_correct(online)
            _choose(database)
            _find_existing(online)
            _end_a_month(online)
            _stop_in_the_middle(online)
            look_now(online, Airflow())
            _import(online)
        _tell(database)
        _sync_desktop(database)
        _move(database)


def _sync_and_correct(online: Office) -> None:
    """Three workflows, a correction, an item that one deal treats otherwise, and a run that is undone."""
    (deal,) = online.core.post("/examples/A")["transactions"]
    (referred,) = online.core.post("/examples/B")["transactions"]
    (item,) = online.core.get(f"/transactions/{referred}")["items"]
    item |= {"sync": None, "create_payment": None}
    online.core.patch(f"/transactions/{referred}", items=[item])
    online.run(INCOME, preview=True)
    for category in (INCOME, EXPENSES, BILLING):
        online.run(category)
    online.core.patch(f"/transactions/{deal}", gross=1_100_000)
    with online.database.writing() as session:
        switches = item_overrides.Switches(sync=True, create_payment=False)
        record = f"transaction:{referred}"
        item_overrides.choose(session, COMPANY, record, _REFERRAL, switches, "finn")
    # The referral's bill isn't asked for any more: it goes on hold.
    for category in (INCOME, EXPENSES):
        online.run(category)
    online.core.post("/examples/A")
    run = online.run(INCOME)
    for _ in ("preview", "undo"):
        online.run(INCOME, mode=RunMode.UNDO, undo=run.run_id)


def _find_existing(online: Office) -> None:
    """What someone else posted is found and linked; other decisions; an entry that a user named."""
    (deal,) = online.core.post("/examples/A")["transactions"]
    number = f"TR-2026-{deal}"
    with online.quickbooks.api() as api:
        hands = OnlineHands(online.quickbooks, api)
        customer = hands.add("Customer", "Somebody Else")
        hands.enter("Invoice", customer, 1_000_000, number, online.today.isoformat())
    online.run(INCOME, (str(deal),), mode=RunMode.FIND_EXISTING)
    with online.database.reading() as session:
        found = select(ExistingMatch.document_key, ExistingMatch.quickbooks_id)
        key, entry_id = session.execute(found).one()
    linking.link(online.database, COMPANY, key, "finn")
    record = f"transaction:{deal}"
    booking.mark_record_booked(online.database, COMPANY, EXPENSES, record, "finn")
    naming.link_by_hand(
        online.database, COMPANY, EXPENSES, record, DocumentKind.BILL, "9999", "finn"
    )
    with online.database.writing() as session:
        session.add(
            NotTheSame(
                company_id=COMPANY,
                document_key="brokerage_income/transaction:1/income",
                entry_kind=DocumentKind.INVOICE,
                quickbooks_id=entry_id,
                decided_by="finn",
                decided_at=utc_now(),
            )
        )


def _choose(database: Database) -> None:
    """What people set on pages, and what is noted about them."""
    people.note_visit(database, "finn", "Finn", may_sync=True, may_connect=False)
    people.note_visit(database, "ann", "Ann", may_sync=True, may_connect=True)
    people.note_visit(database, "ops", "finance ops", may_sync=True, may_connect=True)
    company_access.change_list(database, COMPANY, ["ann", "finn", "ops"], "ann")
    match_manually(database, COMPANY, "vendor/vendor:52003", "", "finn")
    with database.writing() as session:
        payee_tax.decide(session, COMPANY, "vendor/vendor:52003", charges=True, actor="finn")
    attempt = ConnectAttempt(
        actor="ann",
        company_id=COMPANY,
        core_connection="core",
        quickbooks_connection="quickbooks",
        timezone="America/Chicago",
    )
    connect_attempts.begin(database, "a state", attempt)
    settings = AutomationSettings(sync_deals=True, schedule="* * * * *", approval_required=True)
    automation.change(database, COMPANY, settings, "ann")
    invoices = Counted(dt.date(2026, 1, 1), [KindCount(DocumentKind.INVOICE, 3, 300)], utc_now())
    with database.writing() as session:
        store_counts(session, COMPANY, INCOME, invoices)
        known_keys.note_keys(session, [KEY])
        kind = acts.ActKind.TRIGGERED
        acts.note_act(session, Who("ann", "Ann"), kind, INCOME, "manual 1", {"method": "POST"})
        session.add(ReportedEdit(company_id=COMPANY, category=INCOME, reported_at=utc_now()))
        note_missing(session, COMPANY, {"brokerage_income/transaction:1/income": "transaction:1"})
        session.add(
            RecordWarning(
                company_id=COMPANY,
                category=INCOME,
                record_key="transaction:1",
                kind=WarningKind.DEFAULT,
                sentence="No product is named “Sign install”, so it posts to Other Income.",
                since=utc_now(),
                cleared_by="finn",
                cleared_at=utc_now(),
            )
        )
        session.add(
            SavedFilter(
                company_id=COMPANY,
                person_id="finn",
                list="transactions",
                name="On hold this month",
                query="status=on+hold&since=2026-11-01",
                saved_at=utc_now(),
            )
        )
        realm = session.get_one(Company, COMPANY).realm_id
    webhooks_seen.note_received(database, [realm], utc_now())
    webhooks_seen.note_rejected(database, 3, utc_now())
    _note_hold(database)


def _note_hold(database: Database) -> None:
    """Somebody takes care of a record on hold, says why it waits, and snoozes it."""
    with database.reading() as session:
        on_hold = select(RecordState.record_key).filter_by(status=RecordStatus.ON_HOLD)
        record = session.scalars(on_hold.limit(1)).one()
    today = utc_now().date()
    record_notes.assign(database, COMPANY, record, "Finn", "Ann")
    note = "Waits for the corrected settlement statement."
    record_notes.write_note(database, COMPANY, record, note, "Finn")
    record_notes.snooze(database, COMPANY, record, today + dt.timedelta(days=7), "Finn", today)


def _end_a_month(online: Office) -> None:
    """A month of which nothing closed is tied out and signed off."""
    first, zone = dt.date(2020, 1, 1), ZoneInfo("America/Chicago")
    with online.gateway() as gateway:
        tie_out_month(online.database, COMPANY, first, [], gateway, gateway.catalogue(), "ann")
    sign_month(online.database, COMPANY, first, Who("ann", "Ann"), "Nothing closed.", zone)


def _import(online: Office) -> None:
    """A source whose file was read but for a row, and a secret for calls."""
    feed_by_import(online)
    use_profile(online)
    rows = {**EXAMPLES, "Vendors": ({"Company": "Acme Realty"},)}
    assert import_file(online, "closings.xlsx", workbook(rows)).counts["held"] == 1
    with online.database.writing() as session:
        secrets.new_secret(session, online.seal, FEED, actor="ann")


def _stop_in_the_middle(online: Office) -> None:
    """A change that waits for approval, and one that QuickBooks never answered."""
    with online.context(INCOME) as context:
        online.core.post("/examples/A")
        extract(context)
        diff(context, None)
        assert approval.approval_request(context.run_id, "an attempt")
        with online.database.writing() as session:
            of_run = select(Operation).where(Operation.run_id == context.run_id)
            sent = session.scalars(of_run).first()
            assert sent is not None
            sent.status, sent.sent_at = OperationStatus.SENT, utc_now()
        fail_run(online.database, context.run_id, "QuickBooks didn't respond.")


def _tell(database: Database) -> None:
    """Records on hold, told by one channel, while the other's Airflow connection is missing."""
    # Disks are this machine's own, and none of them is to be in the file.
    channels.change_disk_percent(database, 0, "ann")
    look(database)
    for connection in ("a_webhook", "a_missing_webhook"):
        there = NewChannel(COMPANY, ChannelType.WEBHOOK, connection, holds_at_once=True)
        channels.add_channel(database, there, "ann")
    with webhook_server() as webhook:
        host = f"http%3A%2F%2F{webhook.address.replace(':', '%3A')}"
        with patch.dict(os.environ, {"AIRFLOW_CONN_A_WEBHOOK": f"http://{host}"}):
            assert deliver(database) == (1, 1)
    beat(database, JOB)


def _sync_desktop(database: Database) -> None:
    """A workflow of a company file, through a PC."""

    def open_run(there: Database, request: RunRequest) -> int:
        return opening.open_run(there, dataclasses.replace(request, company=DESKTOP))

    with (
        patch.object(pc, "COMPANY", DESKTOP),
        patch.object(office, "COMPANY", DESKTOP),
        patch.object(desktop_office, "COMPANY", DESKTOP),
        patch.object(office, "open_run", open_run),
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        pc.running_pc(database) as running,
        desktop_office.desktop_office(core, running, database) as desktop,
    ):
        core.post("/examples/A")
        desktop.run(EXPENSES)


def _move(database: Database) -> None:
    """A move of the company file that was begun and canceled, with a row that was kept for going back."""
    start_move(database, DESKTOP, "finance ops", without_old=True)
    with database.writing() as session:
        move = session.scalars(select(CompanyMove)).one()
        row = {"company_id": DESKTOP, "party_key": "vendor/agent:45", "quickbooks_id": "80000001-1"}
        session.add(MovedRow(move_id=move.id, table_name="manual_match", row=row))
    cancel_move(database, DESKTOP, "finance ops")
