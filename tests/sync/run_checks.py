"""What a run may have changed in QuickBooks, and what it must never change, whoever touched the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from include.database.tables.entries import Link
from include.sync.run.mode import RunMode
from tests.sync.snapshots import Key, Row, Snapshot

_CHOSEN = {
    "paid": {RunMode.OVERWRITE},
    "printed": {RunMode.OVERWRITE, RunMode.REPLACE, RunMode.VOID},
    "cleared": set[RunMode](),
}
"""For which purposes an entry that a person settled may change."""

_ENTITIES = {
    "invoice": "Invoice",
    "payment": "Payment",
    "bill": "Bill",
    "vendor credit": "VendorCredit",
    "sales receipt": "SalesReceipt",
    "deposit": "Deposit",
    "check": "Purchase",
    "expense": "Purchase",
    "credit memo": "CreditMemo",
    "refund": "RefundReceipt",
}


def key_of(link: Link) -> Key:
    """The entry that the database links."""
    return _ENTITIES[link.kind], link.quickbooks_id


@dataclass(frozen=True)
class Run:
    """One run, with the books before and after it.

    Attributes:
        links: the entries that the database linked before it.
        copies: how often a person copied the entry of each tag.
        closing: the last day of the closed period; empty for none.
    """

    mode: RunMode
    previewed: bool
    before: Snapshot
    after: Snapshot
    links: Mapping[str, Link]
    copies: Mapping[str, int]
    closing: str = ""

    def check(self) -> None:
        """Check all that holds of every run."""
        if self.previewed or self.mode is RunMode.KEEP_QUICKBOOKS:
            assert _bodies(self.before) == _bodies(self.after), "nothing was to be written"
        self._check_new()
        self._check_closed()
        self._check_tags()
        for key, row in self.before.entries.items():
            now = self.after.entries.get(key)
            if now is None:
                self._check_deleted(row)
                continue
            self._check_others(row, now)
            self._check_settled(row, now)
            _check_additions(row, now)
        self._check_parties()

    def _check_deleted(self, row: Row) -> None:
        """Only what QuickBooks can't void is deleted, and only what is a run's own."""
        assert row.key[0] in self.before.deletes, f"{row.key} was deleted"
        assert row.tags, f"{row.key} was a person's"
        assert not self.before.settled(row), f"{row.key} is reconciled"

    def _check_new(self) -> None:
        for key, row in self.after.entries.items():
            if key not in self.before.entries:
                assert row.tags, f"{key} has no tag"
            if row.tags and not row.is_voided:
                assert row.party, f"{key} has no party: {row.body}"

    def _check_closed(self) -> None:
        """Nothing of a closed period changes, and nothing new is in it."""
        for key, row in self.before.entries.items():
            if row.tags and row.body["TxnDate"] <= self.closing:
                assert key in self.after.entries, f"{key} was deleted from a closed period"
                now = self.after.entries[key]
                money = [(one.total, one.party, one.is_voided) for one in (row, now)]
                assert money[0] == money[1], f"{key} is in a closed period"
                assert now.body["TxnDate"] == row.body["TxnDate"]
        for key, row in self.after.entries.items():
            if key not in self.before.entries:
                assert row.body["TxnDate"] > self.closing, f"{key} is new in a closed period"

    def _check_tags(self) -> None:
        """No document is there twice, but for a person's copies."""
        live = Counter(tag for row in self.after.live() for tag in row.tags)
        for tag, times in live.items():
            assert times <= 1 + self.copies.get(tag, 0), f"{tag} is there {times} times"

    def _check_others(self, row: Row, now: Row) -> None:
        """What a person entered stays; what is linked to it may change if CORE does."""
        ours = {key_of(link): link for link in self.links.values()}
        link = ours.get(row.key)
        if row.tags or (link is not None and not link.is_foreign):
            return
        if link is not None and self.mode in (RunMode.OVERWRITE, RunMode.VOID, RunMode.REPOST):
            return
        if row.key[0] in ("Payment", "BillPayment"):
            assert (now.total, now.party) == (row.total, row.party)
            if self.mode not in (RunMode.OVERWRITE, RunMode.LINK):
                assert now.applied == row.applied, f"{row.key} was applied to {row.applied}"
            return
        assert now.what_a_person_entered() == row.what_a_person_entered(), f"{row.key} is theirs"

    def _check_settled(self, row: Row, now: Row) -> None:
        how = self.before.settled(row)
        if not how or not row.tags or row.is_voided or self.mode in _CHOSEN[how]:
            return
        money = (now.total, now.party, now.is_voided)
        assert money == (row.total, row.party, False), f"{row.key} is {how}, and was changed"
        if how != "paid":
            moved = [row.body["TxnDate"], row.body.get("AccountRef")]
            assert [now.body["TxnDate"], now.body.get("AccountRef")] == moved

    def _check_parties(self) -> None:
        """Nobody vanishes, is renamed or made inactive who isn't CORE's."""
        used = {row.party for row in self.before.live() if row.tags}
        for key, body in self.before.parties.items():
            now = self.after.parties[key]
            assert now["Active"] == body["Active"]
            if key[1] not in used:
                names = ("DisplayName", "PrintOnCheckName")
                theirs = [body.get(name) for name in names]
                assert [now.get(name) for name in names] == theirs or _is_ours(body)


def _is_ours(body: Mapping[str, object]) -> bool:
    return not str(body["DisplayName"]).startswith(("Winner", "Billable", "Entered there"))


def _check_additions(row: Row, now: Row) -> None:
    """Notes, classes, customers and billable flags stay while the entry does."""
    if row.is_voided or now.is_voided:
        return
    assert row.notes <= now.notes, f"{row.key}: {row.memo!r} became {now.memo!r}"
    lines_now = list(now.lines())
    for target in {target for target, _ in row.lines()}:
        before = [extras for of, extras in row.lines() if of == target and any(extras)]
        after = [extras for of, extras in lines_now if of == target and any(extras)]
        lines = sum(of == target for of, _ in lines_now)
        assert len(after) >= min(len(before), lines), f"{row.key} lost {before}, has {after}"


def _bodies(books: Snapshot) -> dict[Key, object]:
    return {key: row.body for key, row in books.entries.items()}
