"""What is to be done about one document: what CORE asks for against what stands in QuickBooks.

Entries live on after they were posted: they change in CORE, or in QuickBooks, are deleted or
voided there, or are no longer asked for. Each case ends in a write, in nothing, or in a sentence
for a person. Nothing is deleted, nothing is voided that the workflow or a person did not ask for.
"""

from __future__ import annotations

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
"""What a person accepted who lets an entry stand that CORE no longer asks for."""

_ENDED = frozenset({LinkStatus.DELETED_IN_QUICKBOOKS, LinkStatus.VOIDED_IN_QUICKBOOKS})


class Decider:
    """Decides document by document, and adds the operations to the records' plans.

    Args:
        context: the run.
        refusals: how often each document was refused before; QuickBooks may replay a refusal to
            a request id that it knows.
    """

    def __init__(self, context: SyncContext, refusals: dict[str, int]) -> None:
        self._context = context
        self._refusals = refusals
        self._entered_anew: set[str] = set()

    def decide(
        self, plan: RecordPlan, verdict: Verdict, document: Document | None, link: Link | None
    ) -> None:
        """Settle one document key. `document` is None for what CORE does not ask for."""
        if document is None:
            if link is not None:
                self._orphan(plan, link)
        elif verdict is Verdict.CREATE or link is None:
            self._missing(plan, document, link)
        elif link.kind != document.kind:
            self._other_kind(plan, document, link)
        else:
            self._standing(plan, document, link, changed=verdict is Verdict.UPDATE)

    def void_all(self, plan: RecordPlan, why: str) -> None:
        """Void everything of a record that stands in QuickBooks."""
        for link in plan.live:
            self._void(plan, link, why)

    def keep_all(self, plan: RecordPlan) -> None:
        """Let everything of a record stand that CORE no longer asks for."""
        for link in plan.live:
            self._accepts(plan, link, GONE)

    def _missing(self, plan: RecordPlan, document: Document, link: Link | None) -> None:
        if link is not None and link.status in _ENDED:
            if self._context.mode is RunMode.RECREATE:
                ended = f"{link.status}, entered again by {self._context.actor}"
                self._create(plan, document, link, ended)
            elif not self._accepts(plan, link, fingerprint(document.content())):
                _hold_ended(plan, document, link)
            return
        if document.key in plan.posting.needless:
            plan.skipped.append(
                f"{document.kind} {document.number} for {document.party.display_name}: "
                f"{plan.posting.needless[document.key]}"
            )
            return
        self._create(plan, document, link, "new in CORE")

    def _standing(self, plan: RecordPlan, document: Document, link: Link, *, changed: bool) -> None:
        anew = bool(document.pays) and document.pays in self._entered_anew
        found = link.edited_as or {}
        if not (changed or found or anew):
            plan.unchanged += 1
            return
        wanted = fingerprint(document.content())
        if self._context.mode is not RunMode.OVERWRITE and self._accepts(plan, link, wanted):
            return
        hold = self._context.options.edited_in_quickbooks is WhenEdited.PUT_ON_HOLD
        if found and hold and self._context.mode not in (RunMode.OVERWRITE, RunMode.REPOST):
            _hold_edited(plan, document, link)
            return
        reasons = []
        if found:
            reasons.append(f"changed in QuickBooks ({'; '.join(found['differences'])})")
        if changed:
            before = document_from_json(link.document)
            reasons.append("changed in CORE: " + "; ".join(changes(before, document)))
        elif found:
            reasons.append("CORE's figures are written again")
        if anew:
            reasons.append("what it pays was entered anew")
        self._add(plan, Action.UPDATE, document, link, "; ".join(reasons))

    def _other_kind(self, plan: RecordPlan, document: Document, link: Link) -> None:
        if self._accepts(plan, link, fingerprint(document.content())):
            return
        if self._context.mode in (RunMode.VOID, RunMode.REPOST) or self._voids:
            why = f"CORE now asks for a {document.label}"
            self._void(plan, link, why)
            self._create(plan, document, link, f"in place of {link.kind} {link.number}", after=1)
            return
        plan.hold(
            link.document_key,
            "another kind of entry needed",
            f"{plan.record.key}: QuickBooks has a {link.kind} of {format_usd(link.total_cents)} for "
            f"{document.party.display_name}, but CORE now asks for a {document.label}.",
            f"Run “{RunMode.VOID.heading}” for it: the {link.kind} {link.number} is voided and the "
            f"{document.kind} entered.",
        )

    def _orphan(self, plan: RecordPlan, link: Link) -> None:
        if link.kind in plan.setup.template.voided_when_gone:
            self._void(plan, link, "CORE took it back")
        elif self._context.mode in (RunMode.VOID, RunMode.REPOST) or self._voids:
            self._void(plan, link, "CORE no longer asks for it")
        elif not self._accepts(plan, link, GONE):
            document = document_from_json(link.document)
            plan.hold(
                link.document_key,
                "no longer in CORE",
                f"{plan.record.key}: QuickBooks has {document.label} for "
                f"{document.party.display_name}, but CORE no longer asks for it.",
                f"Nothing was changed. If it is wrong, run “{RunMode.VOID.heading}” for it; if it is "
                f"right, run “{RunMode.KEEP_QUICKBOOKS.heading}”.",
            )

    @property
    def _voids(self) -> bool:
        return self._context.options.no_longer_in_core is WhenGone.VOID

    def _accepts(self, plan: RecordPlan, link: Link, wanted: str) -> bool:
        """Whether a person let the entry be as it is, now or before."""
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
        """Enter a document; `after` counts the writes of the same key that this run plans before."""
        if link is not None and document.kind not in PAYMENTS:
            self._entered_anew.add(document.key)
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
        # What is entered again, or taken back, keeps the day of its first posting.
        keeps_day = link is not None and (
            action is Action.VOID or (create and document.date is None)
        )
        intent = Intent(
            action=action,
            document=document,
            reason="; ".join((reason, *notes)),
            revision=link.revision + after if link else 0,
            attempt=self._refusals.get(document.key, 0),
            date=link.date if link is not None and keeps_day else None,
            setup_version=plan.setup.version,
            shape_version=plan.shape_version,
        )
        plan.operations.append(
            document_operation(self._context, plan.record, intent, None if create else link)
        )


def _hold_ended(plan: RecordPlan, document: Document, link: Link) -> None:
    plan.hold(
        link.document_key,
        link.status,
        f"{plan.record.key}: {link.kind} {link.number} of {format_usd(link.total_cents)} for "
        f"{document.party.display_name} was {link.status}, but CORE still asks for it.",
        f"Run “{RunMode.RECREATE.heading}” for it; or, if it is right that it is gone, run "
        f"“{RunMode.KEEP_QUICKBOOKS.heading}”.",
    )


def _hold_edited(plan: RecordPlan, document: Document, link: Link) -> None:
    differences = "; ".join((link.edited_as or {})["differences"])
    plan.hold(
        link.document_key,
        "changed in QuickBooks",
        f"{plan.record.key}: {link.kind} {link.number} for {document.party.display_name} was "
        f"changed in QuickBooks: {differences}. CORE asks for {format_usd(document.total)}.",
        f"Run “{RunMode.OVERWRITE.heading}” for it to write CORE's figures; or, if QuickBooks is "
        f"right, run “{RunMode.KEEP_QUICKBOOKS.heading}”.",
    )
