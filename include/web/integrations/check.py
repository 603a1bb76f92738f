"""Asking CORE and QuickBooks, right now, whether a company's connections work."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from include.books.gateway import GatewayUnavailable
from include.core_backoffice.records.errors import CoreError
from include.core_backoffice.settings import rest_source
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.tokens import TokensUnreadable
from include.provider.connections.opening import Lookup, is_desktop, online_settings, vault
from include.provider.stops import ActionNeeded
from include.quickbooks.online.gateway import connect
from include.web.integrations.desktop_state import desktop_state

_ONE_ANSWER_SECONDS = 8.0
_PATIENCE_SECONDS = 20.0
"""How long a person waits for the page, whatever the other side does."""


@dataclass(frozen=True, slots=True)
class Check:
    """What came of asking one side.

    Attributes:
        side: "CORE" or "QuickBooks".
        works: whether it answered as it should.
        sentence: what it said, or what is wrong and what to do.
    """

    side: str
    works: bool
    sentence: str


def check_both(database: Database, company: ConnectedCompany, lookup: Lookup) -> list[Check]:
    """Ask CORE and QuickBooks at the same time; answers within 20 seconds in any case."""
    asked: dict[str, Callable[[], str]] = {
        "CORE": lambda: ask_core(company.core_connection, lookup),
        "QuickBooks": lambda: ask_quickbooks(database, company, lookup),
    }
    pool = ThreadPoolExecutor(len(asked), thread_name_prefix="check")
    answers = {side: pool.submit(ask) for side, ask in asked.items()}
    # Who does not answer may take longer to give up; nobody waits for that.
    pool.shutdown(wait=False)
    wait(answers.values(), timeout=_PATIENCE_SECONDS)
    return [_check(side, answer) for side, answer in answers.items()]


def ask_core(connection_id: str, lookup: Lookup) -> str:
    """See whether CORE accepts the connection.

    Returns:
        A sentence.

    Raises:
        CoreError, ActionNeeded: it does not.
    """
    connection = lookup(connection_id)
    with rest_source(
        connection.host or "",
        connection.password or "",
        throttle_wait_seconds=0,
        timeout_seconds=_ONE_ANSWER_SECONDS,
    ) as source:
        source.check()
    return "CORE answers and accepts the key."


def ask_quickbooks(database: Database, company: ConnectedCompany, lookup: Lookup) -> str:
    """See whether QuickBooks lets us in; renews the tokens where that is due.

    Returns:
        A sentence with the company's name as QuickBooks has it.

    Raises:
        GatewayStopped, TokensUnreadable, ActionNeeded: it does not.
    """
    if company.disconnected_at is not None:
        raise ActionNeeded("The company is disconnected. Press Reconnect.")
    if is_desktop(company):
        return ask_database_of_pc(database, company)
    settings = online_settings(lookup(company.quickbooks_connection), company.realm_id)
    settings = dataclasses.replace(settings, timeout_seconds=_ONE_ANSWER_SECONDS)
    gateway = connect(settings, vault(database, company.id))
    try:
        facts = gateway.company()
    finally:
        gateway.close()
    return f"QuickBooks answers: {facts.name}, {facts.edition}."


def ask_database_of_pc(database: Database, company: ConnectedCompany) -> str:
    """See when the PC of a company called last; QuickBooks Desktop itself cannot be asked.

    Returns:
        A sentence with the moment and how many requests wait.

    Raises:
        ActionNeeded: it does not call, or was sent away.
    """
    found = desktop_state(database, company.id)
    if found is None:
        raise ActionNeeded(f"There is no connection to a PC for {company.name}. Add it again.")
    if not found.works:
        raise ActionNeeded(f"{found.called} {found.sentence}")
    return found.called


def _check(side: str, answer: Future[str]) -> Check:
    try:
        return Check(side, works=True, sentence=answer.result(timeout=0))
    except TimeoutError:
        return Check(
            side,
            works=False,
            sentence=f"{side} did not answer within {_PATIENCE_SECONDS:.0f} seconds. Try again in a "
            "few minutes; if it stays so, see whether its service is up.",
        )
    except (CoreError, GatewayUnavailable, TokensUnreadable, ActionNeeded) as error:
        return Check(side, works=False, sentence=str(error))
