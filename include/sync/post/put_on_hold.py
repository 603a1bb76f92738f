"""Operations that CoreBooks puts on hold itself, before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass

from include.books.causes import HoldCause
from include.books.gateway import Recovery
from include.clock import utc_now
from include.database.lease import WriterLease
from include.database.statuses import OperationStatus
from include.database.stored.answers import NameChoice, StoredAnswer
from include.database.tables.runs import Operation
from include.sync.operations.posting_lines import label
from include.sync.run.posting_log import core_name, posting_log
from include.sync.run.run import SyncContext


@dataclass(frozen=True, slots=True)
class Choice:
    """Who to choose from: the QuickBooks names that may match a CORE agent or vendor.

    Attributes:
        party: the key in CORE, "vendor/agent:45".
        candidates: name and ID of each candidate in QuickBooks.
    """

    party: str
    candidates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HoldReason:
    """Why an operation is on hold.

    Attributes:
        sentence: what happened and why.
        what_to_do: the next step for a bookkeeper.
        cause: what pages group by; None where it follows from what it depends on.
        choice: who to choose from; None if there is nothing to choose.
    """

    sentence: str
    what_to_do: str
    cause: HoldCause | None = None
    choice: Choice | None = None


class CantSend(Exception):
    """An operation can't be sent until someone acts."""

    def __init__(self, reason: HoldReason) -> None:
        self.reason = reason
        super().__init__(reason.sentence)


def put_on_hold(
    context: SyncContext, lease: WriterLease, operation: Operation, reason: HoldReason
) -> None:
    """Put an operation on hold instead of sending it.

    Raises:
        LeaseLost: another run posts to this company now; nothing was stored.
    """
    with context.database.writing() as session:
        lease.check(session)
        row = session.get_one(Operation, operation.id)
        row.status = OperationStatus.ERROR
        row.answered_at = utc_now()
        choice = reason.choice
        row.answer = StoredAnswer(
            recovery=Recovery.ON_HOLD,
            sentence=reason.sentence,
            what_to_do=reason.what_to_do,
            cause=reason.cause or "",
            choice=NameChoice(party=choice.party, candidates=choice.candidates) if choice else None,
        ).stored()
    posting_log.warning(
        "ON HOLD  %s for CORE %s: %s %s",
        label(operation),
        core_name(operation.record_key),
        reason.sentence,
        reason.what_to_do,
    )
