"""Change data capture: what changed since a moment, deleted entities included."""

from __future__ import annotations

from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.company_info import SINGLES
from sandbox.quickbooks_online.entities import BY_PATH
from sandbox.quickbooks_online.entities.spec import Spec
from sandbox.quickbooks_online.errors import Refusal, missing
from sandbox.quickbooks_online.query_run import moment
from sandbox.quickbooks_online.reading import deleted, shown_all
from sandbox.quickbooks_online.store import Body, Record

_DAYS = 30


def answer(company: Company, entities: str, since: str) -> list[Body]:
    """The CDCResponse: a part for each entity, with its existing objects and then its deleted ones.

    The answer has 1000 objects at most (`cdc_most`), and all existing ones come before any deleted
    one: a full answer cuts deletions off. Within each, Intuit documents no order (`cdc_order`).

    Raises:
        Refusal: 2020 a parameter is missing, 4001 an unknown entity or a time more than 30 days ago.
    """
    if not entities:
        raise missing("entities")
    if not since:
        raise missing("changedSince")
    start = moment(company, since)
    if start < company.clock.now() - _DAYS * 86_400:
        raise Refusal("4001", f"changedSince must not be more than {_DAYS} days ago: {since}")
    wanted = [name.strip() for name in entities.split(",") if name.strip()]
    changed: list[Record] = []
    for name in wanted:
        if name.lower() in SINGLES:
            _check_single(company, name)
            continue
        spec = BY_PATH.get(name.lower())
        if spec is None or not _captured(company, spec):
            raise Refusal("4001", f"Entity {name} is not supported by change data capture.")
        changed.extend(company.store.find(company.realm, spec.name, "updated >= ?", (start,)))
    kept = _in_order(company, changed)[: company.settings.cdc_most]
    parts = [
        _single(company, name, start)
        if name.lower() in SINGLES
        else _of(company, BY_PATH[name.lower()].name, kept)
        for name in wanted
    ]
    return [{"QueryResponse": parts}]


def _captured(company: Company, spec: Spec) -> bool:
    """Intuit leaves out tax codes, rates and agencies, and sends no webhooks for them either."""
    return not spec.read_only or company.settings.cdc_tax_lists == "answer"


def _check_single(company: Company, name: str) -> None:
    """Intuit says that all entities but five can be asked for; nobody shows these two."""
    if company.settings.cdc_singles == "refuse":
        raise Refusal("4001", f"Entity {name} is not supported by change data capture.")


def _single(company: Company, name: str, start: float) -> Body:
    """What a company has one of, where its settings changed since."""
    if company.settings.cdc_singles == "silent" or company.settings.changed_at < start:
        return {}
    entity, body = SINGLES[name.lower()]
    return {entity: [body(company)], "startPosition": 1, "maxResults": 1, "totalCount": 1}


def _in_order(company: Company, changed: list[Record]) -> list[Record]:
    newest_first = company.settings.cdc_order == "newest_first"
    ordered = sorted(changed, key=lambda record: record.updated, reverse=newest_first)
    return sorted(ordered, key=lambda record: record.status == "deleted")


def _of(company: Company, entity: str, changed: list[Record]) -> Body:
    own = [record for record in changed if record.entity == entity]
    if not own:
        return {}
    live = {
        body["Id"]: body
        for body in shown_all(company, [one for one in own if one.status != "deleted"])
    }
    bodies = [live.get(record.id) or deleted(record, company) for record in own]
    return {
        entity: bodies,
        "startPosition": 1,
        "maxResults": len(bodies),
        "totalCount": len(bodies),
    }
