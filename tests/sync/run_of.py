"""A run on a database of its own, with a CORE and a QuickBooks that a test brings."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from include.books.documents import Document
from include.books.entries import EntryRef
from include.books.gateway import Action, Posted
from include.database.engine import Database
from include.database.keys.seal import Seal
from include.database.setup.companies import NewWorkflow, activate, connect_company
from include.database.tables.companies import Company
from include.database.tables.entries import Link
from include.sync.decide.changes import Change
from include.sync.decide.facts import CoreRecord
from include.sync.operations.operations import document_operation
from include.sync.quickbooks_state.responses import record_posted
from include.sync.run.opening import RunRequest, open_run
from include.sync.run.run import SyncContext, load_context
from include.workflows.category import Category
from include.workflows.choices import suggested
from include.workflows.template import template
from tests.sync.decide.values import POSTED_ON, RECORD
from tests.sync.office import COMPANY, KEY
from tests.workflows.records import LISTS

_COMPANY = {
    "name": "Willow & Park Realty",
    "edition": "online",
    "realm_id": "913",
    "core_connection": "core",
    "quickbooks_connection": "quickbooks",
    "timezone": "America/Chicago",
}


def connected(database: Database, *templates: str) -> Database:
    """A company in the database, with these templates on."""
    connect_company(database, Company(id=COMPANY, **_COMPANY), actor="finance ops")
    for key in templates:
        chosen = template(key)
        options = suggested(chosen.options, LISTS)
        since = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        workflow = NewWorkflow(chosen.category, key, options, "finance ops", since)
        activate(database, COMPANY, workflow)
    return database


def run_of(
    database: Database, category: Category, name: str, *, core: Any = None, quickbooks: Any = None
) -> SyncContext:
    """What the steps of one run work with."""
    run_id = open_run(database, RunRequest(COMPANY, category, name, "manual", "finance ops"))
    window = dt.timedelta(minutes=2)
    return load_context(database, run_id, core, quickbooks, window, Seal([KEY]))


def record_of(
    run: SyncContext, session: Session, document: Document, action: Action = Action.CREATE
) -> Link:
    """QuickBooks returned that a document is in its books; what the database has of it then."""
    known = session.get(Link, (COMPANY, document.key))
    change = Change(action, document, "from CORE", POSTED_ON, POSTED_ON, revision=_revision(known))
    operation = document_operation(run, CoreRecord(RECORD, "as in CORE"), change)
    session.add(operation)
    session.flush()
    version = str(3 + _revision(known))
    ref = EntryRef("501", version)
    posted = Posted(operation.request_id, ref, document.total, document.number, "tid-1")
    record_posted(run, session, operation, posted)
    return session.get_one(Link, (COMPANY, document.key))


def _revision(known: Link | None) -> int:
    return known.revision if known else 0
