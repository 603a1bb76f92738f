"""Which of the records spoilt on purpose are so still."""

from __future__ import annotations

from sandbox.core_backoffice.model import BadRecord
from sandbox.core_backoffice.store import Store


def spoilt_records(store: Store) -> dict[int, BadRecord]:
    """The transactions whose cause of trouble is still there, by id."""
    return {bad.id: bad for bad in store.bad.values() if _is_spoilt(store, bad)}


def _is_spoilt(store: Store, bad: BadRecord) -> bool:
    deal = store.deals.get(bad.id)
    if deal is None:
        return False
    how, kind, id_ = bad.cause.split()
    if how == "raw":
        return (kind, int(id_)) in store.raw
    agent = store.agents.get(int(id_))
    is_gone = agent is None or agent.deleted
    return is_gone and any(share.agent == int(id_) for share in deal.agents)
