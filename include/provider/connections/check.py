"""Testing a company's connections: asking CORE and QuickBooks right now."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from include.books.gateway import GatewayUnavailable
from include.core_backoffice.records.errors import CoreError
from include.core_backoffice.settings import rest_source
from include.database.engine import Database
from include.database.keys.seal import SealBroken
from include.database.reads.companies import ConnectedCompany
from include.database.setup.company_facts import keep_facts
from include.provider.connections.desktop_state import desktop_state
from include.provider.connections.opening import Lookup, company_settings, is_desktop, vault
from include.provider.connections.sources import open_company_source, sources_of
from include.provider.stops import ActionNeeded
from include.quickbooks.online.gateway import connect

_ONE_ANSWER_SECONDS = 8.0
_PATIENCE_SECONDS = 20.0
"""How long a visitor waits for the page, whatever the other side does."""


@dataclass(frozen=True, slots=True)
class Check:
    """The result of testing one side.

    Attributes:
        side: "CORE" or "QuickBooks".
        works: whether it responded as it should.
        sentence: what it returned, or what is wrong and what to do.
    """

    side: str
    works: bool
    sentence: str


def check_both(database: Database, company: ConnectedCompany, lookup: Lookup) -> list[Check]:
    """Ask CORE and QuickBooks at the same time; returns within 20 seconds in any case."""
    asked: dict[str, Callable[[], str]] = {
        "CORE": lambda: ask_sources(database, company, lookup),
        "QuickBooks": lambda: ask_quickbooks(database, company, lookup),
    }
    pool = ThreadPoolExecutor(len(asked), thread_name_prefix="check")
    answers = {side: pool.submit(ask) for side, ask in asked.items()}
    # A side that does not respond may take longer to give up; the page does not wait for that.
    pool.shutdown(wait=False)
    wait(answers.values(), timeout=_PATIENCE_SECONDS)
    return [_check(side, answer) for side, answer in answers.items()]


def ask_sources(database: Database, company: ConnectedCompany, lookup: Lookup) -> str:
    """See whether what feeds the company's two streams can be read: CORE's API, feeds, or both.

    Returns:
        A sentence for each.

    Raises:
        CoreError, ActionNeeded: one can't.
    """
    said: dict[str, None] = {}
    for of in sources_of(database, [company]).values():
        if of.feed_id or of.is_missing:
            with open_company_source(database, of, lookup) as source:
                source.check()
            said[f"{of.stream.value.capitalize()} come from imports of {of.feed_name}."] = None
        else:
            said[ask_core(of.connection_id, lookup)] = None
    return " ".join(said)


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
    return "CORE accepted the API key."


def ask_quickbooks(database: Database, company: ConnectedCompany, lookup: Lookup) -> str:
    """See whether QuickBooks accepts the connection; renews the tokens where needed.

    Returns:
        A sentence with the company's name as QuickBooks has it.

    Raises:
        GatewayUnavailable, SealBroken, ActionNeeded: it does not.
    """
    if company.disconnected_at is not None:
        raise ActionNeeded("The company is disconnected. Select Reconnect under Integrations.")
    if is_desktop(company):
        return ask_database_of_pc(database, company)
    settings = company_settings(company, lookup)
    settings = dataclasses.replace(settings, timeout_seconds=_ONE_ANSWER_SECONDS)
    gateway = connect(settings, vault(database, company.id))
    try:
        facts = gateway.company()
    finally:
        gateway.close()
    keep_facts(database, company.id, facts)
    return f"QuickBooks returned {facts.name}, {facts.edition}."


def ask_database_of_pc(database: Database, company: ConnectedCompany) -> str:
    """See when the PC of a company last connected; QuickBooks Desktop itself can't be asked.

    Returns:
        A sentence with the moment and how many requests are waiting.

    Raises:
        ActionNeeded: it doesn't connect, or was turned away.
    """
    state = desktop_state(database, company.id)
    if state is None:
        raise ActionNeeded(f"{company.name} has no connection to a PC. Add it under Integrations.")
    if not state.works:
        raise ActionNeeded(f"{state.last_contact} {state.sentence}")
    return state.last_contact


def _check(side: str, answer: Future[str]) -> Check:
    try:
        return Check(side, works=True, sentence=answer.result(timeout=0))
    except TimeoutError:
        return Check(
            side,
            works=False,
            sentence=f"{side} didn't respond within {_PATIENCE_SECONDS:.0f} seconds. Try again in a "
            "few minutes. If it still doesn't respond, check whether its service is down.",
        )
    except (CoreError, GatewayUnavailable, SealBroken, ActionNeeded) as error:
        return Check(side, works=False, sentence=str(error))
