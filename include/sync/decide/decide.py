"""What happens to one document: what CORE has, compared with the entry in QuickBooks.

Entries live on after they were posted. They change in CORE or are edited, voided or deleted in
QuickBooks, or they are removed from CORE. Each case ends in a change, in no change, or in a hold
with a sentence. Nothing is deleted, and nothing is voided that the workflow or a user did not ask
for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from include.books.causes import HoldCause
from include.books.documents import Document, fingerprint
from include.books.gateway import Action
from include.books.money import format_money
from include.books.wording import a, numbered
from include.database.statuses import LinkStatus
from include.database.stored.edits import Edit
from include.sync.decide.changes import Change
from include.sync.decide.compare import Verdict
from include.sync.decide.facts import Tracked
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.rules import Rules
from include.sync.run.mode import Act, RunMode
from include.sync.run.posting_log import changes
from include.workflows.options import WhenEdited

GONE = "gone"
"""What a user accepted who keeps an entry in QuickBooks that is no longer in CORE."""

VOID_OR_KEEP = (
    f"Select “{RunMode.VOID.button}”, or “{RunMode.KEEP_QUICKBOOKS.button}” to leave it unchanged."
)

ENDED = frozenset({LinkStatus.DELETED_IN_QUICKBOOKS, LinkStatus.VOIDED_IN_QUICKBOOKS})
"""Statuses of entries that someone else ended in QuickBooks."""


class Decider:
    """Decides document by document, and adds the changes to the records' plans.

    Args:
        rules: what the run may do.
        rejections: how often each document was rejected before; QuickBooks may repeat its rejection
            of a request ID that it knows.
    """

    def __init__(self, rules: Rules, rejections: Mapping[str, int]) -> None:
        self._rules = rules
        self._rejections = rejections
        self._created: set[str] = set()

    def decide(
        self, plan: RecordPlan, verdict: Verdict, document: Document | None, link: Tracked | None
    ) -> None:
        """Decide about one document key. `document` is None for what is no longer in CORE."""
        if document is None:
            if link is not None:
                self._no_longer_in_core(plan, link)
        elif verdict is Verdict.CREATE or link is None:
            self._not_in_quickbooks(plan, document, link)
        elif link.kind is not document.kind:
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

    def _not_in_quickbooks(
        self, plan: RecordPlan, document: Document, link: Tracked | None
    ) -> None:
        if link is not None and link.status in ENDED:
            self._ended(plan, document, link)
            return
        if document.key in plan.posting.needless:
            plan.skipped.append(
                f"{document.kind} {document.number} for {document.party.display_name}: "
                f"{plan.posting.needless[document.key]}"
            )
        elif document.key in plan.missing and not self._is_asked_for():
            hold_missing(plan, document)
        elif self._rules.may(Act.CREATE):
            self._create(plan, document, link, "new in CORE")
        else:
            plan.leave(document)

    def _is_asked_for(self) -> bool:
        """Whether what a rebuild didn't find may be created, or linked if it is there after all."""
        return any(map(self._rules.may, (Act.CREATE_AGAIN, Act.CREATE_BESIDE, Act.LINK)))

    def _ended(self, plan: RecordPlan, document: Document, link: Tracked) -> None:
        """What was voided or deleted in QuickBooks but is still in CORE."""
        again = f"{link.status}, re-created by {self._rules.actor}"
        if self._rules.may(Act.CREATE_AGAIN):
            self._create(plan, document, link, again)
        elif self._is_kept(plan, link, fingerprint(document.content())):
            return
        elif self._rules.may(Act.LINK) or self._rules.may(Act.CREATE_BESIDE):
            # If QuickBooks has another one for it, which is looked up next (`existing_entries`).
            self._create(plan, document, link, again)
        else:
            hold_ended(plan, document, link)

    def _in_quickbooks(
        self, plan: RecordPlan, document: Document, link: Tracked, *, changed: bool
    ) -> None:
        recreated = document.pays in self._created
        if not (changed or link.edited or recreated or self._overwrites_found(document, link)):
            plan.unchanged += 1
            return
        kept = not self._rules.may(Act.OVERWRITE)
        if kept and self._is_kept(plan, link, fingerprint(document.content())):
            return
        if not self._rules.may(Act.UPDATE):
            plan.leave(document)
            return
        if link.is_foreign and not self._rules.may(Act.OVERWRITE):
            _hold_foreign(plan, document, link)
            return
        if link.edited and self._puts_on_hold(link.edited):
            _hold_edited(plan, document, link, link.edited)
            return
        self._add(
            plan,
            Action.UPDATE,
            document,
            link,
            _why(document, link, changed=changed, recreated=recreated),
        )

    def _overwrites_found(self, document: Document, link: Tracked) -> bool:
        """Whether a user has an entry overwritten that was linked as QuickBooks had it."""
        if not (link.as_found and self._rules.may(Act.OVERWRITE)):
            return False
        return link.document.content() != document.content()

    def _puts_on_hold(self, edit: Edit) -> bool:
        """Whether an entry that differs waits for a user.

        One that nobody edited would differ again after the next write: overwriting it is no way out
        that a run may take on its own.
        """
        if self._rules.may(Act.OVERWRITE_EDIT):
            return False
        by_option = self._rules.options.edited_in_quickbooks is WhenEdited.PUT_ON_HOLD
        return by_option or not edit.was_edited

    def _other_kind(self, plan: RecordPlan, document: Document, link: Tracked) -> None:
        if self._is_kept(plan, link, fingerprint(document.content())):
            return
        if self._rules.voids_what_is_gone:
            self._replace(plan, document, link)
            return
        plan.hold(
            link.document_key,
            HoldCause.OTHER_KIND,
            f"{plan.entry(link, document)} is in QuickBooks, but CORE now requires "
            f"{a(document.kind)} of {format_money(document.total)}.",
            f"Select “{RunMode.VOID.button}” to void the {link.kind} and create the "
            f"{document.kind}, or “{RunMode.KEEP_QUICKBOOKS.button}” to leave the {link.kind} as it is.",
        )

    def _replace(self, plan: RecordPlan, document: Document, link: Tracked) -> None:
        self._void(plan, link, f"CORE now requires {document.label}")
        self._create(plan, document, link, f"replaces {numbered(link.kind, link.number)}", after=1)

    def _no_longer_in_core(self, plan: RecordPlan, link: Tracked) -> None:
        voided_when_gone = link.kind in plan.setup.template.voided_when_gone
        if voided_when_gone and not link.is_foreign and self._rules.may(Act.VOID_BY_OPTION):
            self._void(plan, link, "reversed in CORE")
        elif self._rules.voids_what_is_gone:
            self._void(plan, link, "no longer in CORE")
        elif not self._is_kept(plan, link, GONE):
            plan.hold(
                link.document_key,
                HoldCause.NO_LONGER_IN_CORE,
                f"{plan.entry(link, link.document)} is in QuickBooks but no longer in CORE.",
                VOID_OR_KEEP,
            )

    def _is_kept(self, plan: RecordPlan, link: Tracked, wanted: str) -> bool:
        """Whether a user keeps the QuickBooks version, in this run or since an earlier one."""
        if self._rules.may(Act.KEEP):
            plan.accepts[link.document_key] = wanted
        elif link.accepted != wanted:
            return False
        plan.kept += 1
        return True

    def _create(
        self,
        plan: RecordPlan,
        document: Document,
        link: Tracked | None,
        reason: str,
        after: int = 0,
    ) -> None:
        """Create an entry; `after` counts this run's earlier changes of the same key."""
        self._created.add(document.key)
        self._add(plan, Action.CREATE, document, link, reason, after)

    def _void(self, plan: RecordPlan, link: Tracked, why: str) -> None:
        self._add(plan, Action.VOID, link.document, link, why)

    def _add(
        self,
        plan: RecordPlan,
        action: Action,
        document: Document,
        link: Tracked | None,
        reason: str,
        after: int = 0,
    ) -> None:
        create = action is Action.CREATE
        # A re-created or voided entry keeps the date of its first posting.
        keeps_date = link is not None and (
            action is Action.VOID or (create and document.date is None)
        )
        first = link.date if link is not None else self._rules.today
        date = first if keeps_date else (document.date or first)
        plan.changes.append(
            Change(
                action=action,
                document=document,
                reason="; ".join((reason, *document.notes)),
                date=date,
                due_date=max(date, document.due_date or _due(link, date, create=create)),
                tracked=link,
                existing=None if create or link is None else link.ref,
                revision=link.revision + after if link else 0,
                attempt=self._rejections.get(document.key, 0),
                setup_version=plan.setup.version,
                shape_version=plan.shape_version,
            )
        )


def _due(link: Tracked | None, date: dt.date, *, create: bool) -> dt.date:
    """The due date where the document leaves it to QuickBooks: updates keep the first one."""
    return date if link is None or create else link.due_date


def _why(document: Document, link: Tracked, *, changed: bool, recreated: bool) -> str:
    reasons = []
    if link.edited:
        reasons.append(f"edited in QuickBooks ({'; '.join(link.edited.differences)})")
    if changed:
        reasons.append("changed in CORE: " + "; ".join(changes(link.document, document)))
    elif link.edited:
        reasons.append("overwritten with CORE")
    if recreated:
        reasons.append("the entry it pays was re-created")
    if not reasons:
        reasons.append("linked as QuickBooks had it, overwritten with CORE")
    return "; ".join(reasons)


def hold_ended(plan: RecordPlan, document: Document, link: Tracked) -> None:
    """Put on hold what was voided or deleted in QuickBooks but is still in CORE."""
    ended = "deleted" if link.status is LinkStatus.DELETED_IN_QUICKBOOKS else "voided"
    plan.hold(
        link.document_key,
        HoldCause(link.status),
        f"{plan.entry(link, document)} was {link.status} but is still in CORE.",
        f"Select “{RunMode.RECREATE.button}”, or “{RunMode.KEEP_QUICKBOOKS.button}” to leave it "
        f"{ended}.",
    )


def hold_missing(plan: RecordPlan, document: Document) -> None:
    """Put on hold what had no entry when the database was rebuilt."""
    plan.hold(
        document.key,
        HoldCause.NOT_FOUND,
        f"{plan.new_entry(document)} had no entry in QuickBooks when the CoreBooks database was rebuilt. It was "
        "deleted there, or never posted.",
        f"To post it, select “{RunMode.RECREATE.button}”. If QuickBooks has it without a CoreBooks tag, select "
        f"“{RunMode.LINK.button}”. If it was posted in another way, select “Mark as booked” under Existing entries.",
    )


def _hold_foreign(plan: RecordPlan, document: Document, link: Tracked) -> None:
    plan.hold(
        link.document_key,
        HoldCause.EDITED,
        f"{plan.entry(link, document)} was created in QuickBooks by someone else, and CORE now has "
        f"{format_money(document.total)}.",
        f"To change it, select “{RunMode.OVERWRITE.button}”. To leave it as it is, select "
        f"“{RunMode.KEEP_QUICKBOOKS.button}”.",
    )


def _hold_edited(plan: RecordPlan, document: Document, link: Tracked, edit: Edit) -> None:
    differences = "; ".join(edit.differences)
    if edit.from_rebuild:
        plan.hold(
            link.document_key,
            HoldCause.REBUILT,
            f"{plan.entry(link, document)} differed from CORE when the CoreBooks database was rebuilt: "
            f"{differences}. CORE's total is {format_money(document.total)}. It was edited in QuickBooks, or CORE "
            "changed since it was posted.",
            f"To update it from CORE, select “{RunMode.OVERWRITE.button}”. To leave it as it is, select "
            f"“{RunMode.KEEP_QUICKBOOKS.button}”.",
        )
        return
    if not edit.was_edited:
        plan.hold(
            link.document_key,
            HoldCause.DIFFERS,
            f"{plan.entry(link, document)} differs in QuickBooks from what CoreBooks sent: "
            f"{differences}. CORE's total is {format_money(document.total)}.",
            "Find out in QuickBooks what changes it, such as sales tax or an automatic rule. Correct "
            "that and the entry there; the next run notices. Or select "
            f"“{RunMode.OVERWRITE.button}” to send it again, or “{RunMode.KEEP_QUICKBOOKS.button}” "
            "to accept it.",
        )
        return
    plan.hold(
        link.document_key,
        HoldCause.EDITED,
        f"{plan.entry(link, document)} was edited in QuickBooks: {differences}. CORE's total is "
        f"{format_money(document.total)}.",
        f"To replace the edit, select “{RunMode.OVERWRITE.button}”. To accept it, select "
        f"“{RunMode.KEEP_QUICKBOOKS.button}”.",
    )
