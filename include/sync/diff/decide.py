"""What happens to one document: what CORE has, compared with the entry in QuickBooks.

Entries live on after they were posted. They change in CORE or are edited, voided or deleted in
QuickBooks, or they are removed from CORE. Each case ends in a change, in no change, or in a hold
with a sentence. Nothing is deleted, and nothing is voided that the workflow or a user did not ask
for.
"""

from __future__ import annotations

from include.books.causes import HoldCause
from include.books.documents import PAYMENTS, Document, fingerprint
from include.books.gateway import Action
from include.books.money import format_usd
from include.database.statuses import LinkStatus
from include.database.tables.entries import Link
from include.sync.diff.compare import Verdict
from include.sync.operations.documents_json import document_from_json
from include.sync.operations.operations import Intent, document_operation
from include.sync.operations.record_plan import RecordPlan
from include.sync.run.mode import RunMode
from include.sync.run.posting_log import changes
from include.sync.run.run import SyncContext
from include.workflows.options import WhenEdited, WhenGone

GONE = "gone"
"""What a user accepted who keeps an entry in QuickBooks that is no longer in CORE."""

VOID_OR_KEEP = (
    f"Select “{RunMode.VOID.button}”, or “{RunMode.KEEP_QUICKBOOKS.button}” to leave it unchanged."
)

_ENDED = frozenset({LinkStatus.DELETED_IN_QUICKBOOKS, LinkStatus.VOIDED_IN_QUICKBOOKS})


class Decider:
    """Decides document by document, and adds the operations to the records' plans.

    Args:
        context: the run.
        rejections: how often each document was rejected before; QuickBooks may repeat its rejection
            of a request ID that it knows.
    """

    def __init__(self, context: SyncContext, rejections: dict[str, int]) -> None:
        self._context = context
        self._rejections = rejections
        self._recreated: set[str] = set()

    def decide(
        self, plan: RecordPlan, verdict: Verdict, document: Document | None, link: Link | None
    ) -> None:
        """Decide about one document key. `document` is None for what is no longer in CORE."""
        if document is None:
            if link is not None:
                self._no_longer_in_core(plan, link)
        elif verdict is Verdict.CREATE or link is None:
            self._not_in_quickbooks(plan, document, link)
        elif link.kind != document.kind:
            self._other_kind(plan, document, link)
        else:
            self._in_quickbooks(plan, document, link, changed=verdict is Verdict.UPDATE)

    def void_all(self, plan: RecordPlan, why: str) -> None:
        """Void all entries of a record."""
        for link in plan.in_quickbooks:
            self._void(plan, link, why)

    def keep_all(self, plan: RecordPlan) -> None:
        """Keep all entries of a record in QuickBooks, though they are no longer in CORE."""
        for link in plan.in_quickbooks:
            self._is_kept(plan, link, GONE)

    def _not_in_quickbooks(self, plan: RecordPlan, document: Document, link: Link | None) -> None:
        if link is not None and link.status in _ENDED:
            if self._context.mode is RunMode.RECREATE:
                ended = f"{link.status}, re-created by {self._context.actor}"
                self._create(plan, document, link, ended)
            elif not self._is_kept(plan, link, fingerprint(document.content())):
                _hold_ended(plan, document, link)
            return
        if document.key in plan.posting.needless:
            plan.skipped.append(
                f"{document.kind} {document.number} for {document.party.display_name}: "
                f"{plan.posting.needless[document.key]}"
            )
            return
        self._create(plan, document, link, "new in CORE")

    def _in_quickbooks(
        self, plan: RecordPlan, document: Document, link: Link, *, changed: bool
    ) -> None:
        recreated = bool(document.pays) and document.pays in self._recreated
        edited = link.edited_as or {}
        if not (changed or edited or recreated):
            plan.unchanged += 1
            return
        mode, wanted = self._context.mode, fingerprint(document.content())
        if mode is not RunMode.OVERWRITE and self._is_kept(plan, link, wanted):
            return
        put_on_hold = self._context.options.edited_in_quickbooks is WhenEdited.PUT_ON_HOLD
        if edited and put_on_hold and mode not in (RunMode.OVERWRITE, RunMode.REPOST):
            _hold_edited(plan, document, link)
            return
        reasons = []
        if edited:
            reasons.append(f"edited in QuickBooks ({'; '.join(edited['differences'])})")
        if changed:
            before = document_from_json(link.document)
            reasons.append("changed in CORE: " + "; ".join(changes(before, document)))
        elif edited:
            reasons.append("overwritten with CORE")
        if recreated:
            reasons.append("the entry it pays was re-created")
        self._add(plan, Action.UPDATE, document, link, "; ".join(reasons))

    def _other_kind(self, plan: RecordPlan, document: Document, link: Link) -> None:
        if self._is_kept(plan, link, fingerprint(document.content())):
            return
        if self._context.mode in (RunMode.VOID, RunMode.REPOST) or self._voids:
            self._void(plan, link, f"CORE now requires {document.label}")
            self._create(plan, document, link, f"replaces {link.kind} {link.number}", after=1)
            return
        plan.hold(
            link.document_key,
            HoldCause.OTHER_KIND,
            f"{plan.entry(link, document)} is in QuickBooks, but CORE now requires a "
            f"{document.kind} of {format_usd(document.total)}.",
            f"Select “{RunMode.VOID.button}” to void the {link.kind} and create the "
            f"{document.kind}.",
        )

    def _no_longer_in_core(self, plan: RecordPlan, link: Link) -> None:
        if link.kind in plan.setup.template.voided_when_gone:
            self._void(plan, link, "reversed in CORE")
        elif self._context.mode in (RunMode.VOID, RunMode.REPOST) or self._voids:
            self._void(plan, link, "no longer in CORE")
        elif not self._is_kept(plan, link, GONE):
            plan.hold(
                link.document_key,
                HoldCause.NO_LONGER_IN_CORE,
                f"{plan.entry(link, document_from_json(link.document))} is in QuickBooks but no "
                "longer in CORE.",
                VOID_OR_KEEP,
            )

    @property
    def _voids(self) -> bool:
        return self._context.options.no_longer_in_core is WhenGone.VOID

    def _is_kept(self, plan: RecordPlan, link: Link, wanted: str) -> bool:
        """Whether a user keeps the QuickBooks version, in this run or since an earlier one."""
        if self._context.mode is RunMode.KEEP_QUICKBOOKS:
            if not self._context.preview:
                link.accepted = wanted
        elif link.accepted != wanted:
            return False
        plan.kept += 1
        return True

    def _create(
        self, plan: RecordPlan, document: Document, link: Link | None, reason: str, after: int = 0
    ) -> None:
        """Create an entry; `after` counts this run's earlier changes of the same key."""
        if link is not None and document.kind not in PAYMENTS:
            self._recreated.add(document.key)
        self._add(plan, Action.CREATE, document, link, reason, after)

    def _void(self, plan: RecordPlan, link: Link, why: str) -> None:
        self._add(plan, Action.VOID, document_from_json(link.document), link, why)

    def _add(
        self,
        plan: RecordPlan,
        action: Action,
        document: Document,
        link: Link | None,
        reason: str,
        after: int = 0,
    ) -> None:
        create = action is Action.CREATE
        notes = () if action is Action.VOID else document.notes
        # A re-created or voided entry keeps the date of its first posting.
        keeps_date = link is not None and (
            action is Action.VOID or (create and document.date is None)
        )
        intent = Intent(
            action=action,
            document=document,
            reason="; ".join((reason, *notes)),
            revision=link.revision + after if link else 0,
            attempt=self._rejections.get(document.key, 0),
            date=link.date if link is not None and keeps_date else None,
            setup_version=plan.setup.version,
            shape_version=plan.shape_version,
        )
        plan.operations.append(
            document_operation(self._context, plan.record, intent, None if create else link)
        )


def _hold_ended(plan: RecordPlan, document: Document, link: Link) -> None:
    ended = "deleted" if link.status == LinkStatus.DELETED_IN_QUICKBOOKS else "voided"
    plan.hold(
        link.document_key,
        HoldCause(link.status),
        f"{plan.entry(link, document)} was {link.status} but is still in CORE.",
        f"Select “{RunMode.RECREATE.button}”, or “{RunMode.KEEP_QUICKBOOKS.button}” to leave it "
        f"{ended}.",
    )


def _hold_edited(plan: RecordPlan, document: Document, link: Link) -> None:
    differences = "; ".join((link.edited_as or {})["differences"])
    plan.hold(
        link.document_key,
        HoldCause.EDITED,
        f"{plan.entry(link, document)} was edited in QuickBooks: {differences}. CORE's total is "
        f"{format_usd(document.total)}.",
        f"To replace the edit, select “{RunMode.OVERWRITE.button}”. To accept it, select "
        f"“{RunMode.KEEP_QUICKBOOKS.button}”.",
    )
