"""From Airflow's connections to an open source and an open gateway."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from airflow.sdk import Connection

from include.books.gateway import Gateway
from include.core_backoffice.rest import RestSource, rest_source
from include.ledger.database import Ledger
from include.ledger.models import Company
from include.provider.stops import NeedsPerson
from include.provider.vault import LedgerVault
from include.quickbooks.online.gateway import OnlineGateway
from include.quickbooks.online.settings import OnlineSettings
from include.settings import encryption_keys

# QuickBooks answers within 120 s or not at all; a little more for the way there.
_SETTLE_LIVE = 130.0
