"""Links to the entries in QuickBooks, made without asking it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends

from include.books.documents import DocumentKind
from include.provider.connections.opening import is_desktop, online_settings
from include.provider.stops import ActionNeeded
from include.quickbooks.online.entries.entry_links import entry_address
from include.web.frame.airflow_connections import ConnectionLookup
from include.web.frame.company_context import Here


def _links(company: Here, lookup: ConnectionLookup) -> Callable[[str, str], str]:
    if is_desktop(company):
        # A company file has no addresses: you look the entry up by its number.
        return lambda _kind, _entry_id: ""
    try:
        settings = online_settings(lookup(company.quickbooks_connection), company.realm_id)
    except ActionNeeded:
        # Without the connection there is nothing to link to; the page shows everything else.
        return lambda _kind, _entry_id: ""
    return lambda kind, entry_id: (
        entry_address(settings, DocumentKind(kind), entry_id) if entry_id else ""
    )


EntryLinks = Annotated[Callable[[str, str], str], Depends(_links)]
"""From an entry's kind and its id in QuickBooks to its address; empty where there is none."""
