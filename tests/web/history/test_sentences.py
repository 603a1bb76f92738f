"""Each event of the audit trail is a sentence that a bookkeeper reads: no keys, no JSON, money in dollars."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.parties import Party, PartyKind
from include.database.reads.earlier_names import EARLIER
from include.database.reads.trail import TrailEvent, TrailLine
from include.database.reads.trail_kinds import KNOWN, EventKind, kind_of
from include.database.reads.trail_names import (
    EntryName,
    Options,
    PartyName,
    RecordName,
    RunName,
    TrailNames,
)
from include.database.stored.documents import document_to_json
from include.web.history.pieces import Mark
from include.web.history.sentences import SENTENCES, line_sentence, sentence_of
from tests.web.history.event_names import written_names

HARBOR = "customer/property:230 commercial st"
REYES = "vendor/agent:45"
INVOICE = "brokerage_income/transaction:123/income"
BILL = "agent_expenses/transaction:123/payee:agent:45"
NAMES = TrailNames(
    records={
        "transaction:123": RecordName("230 Commercial St, Boston", "TR-2026-000123"),
        "statement:9": RecordName("Anna Reyes", "BL-9", "agent:45"),
        "entry:16": RecordName("Invoice for 230 Commercial St", "TR-2026-000123"),
    },
    parties={REYES: PartyName("Anna Reyes", "Reyes Homes LLC")},
    entries={
        INVOICE: EntryName("invoice", "77", "TR-2026-000123", 1_000_000),
        "brokerage_income/entry:16/income": EntryName("invoice", "6", "TR-2026-000123", 50_000),
    },
    runs={12: RunName("agent_expenses", 4_136_020)},
    people={"7": "controller"},
    before={
        ("brokerage_income", 3): Options(
            "income-via-invoices", {"invoice_date": "QuickBooks default"}
        )
    },
)


def document(kind: DocumentKind, number: str, cents: int, party: str, name: str) -> dict[str, Any]:
    account = ListRef(ListKind.ACCOUNT, "20", "Agent Commissions")
    on_list = PartyKind.VENDOR if party.startswith("vendor") else PartyKind.CUSTOMER
    return document_to_json(
        Document(
            key="",
            kind=kind,
            party=Party(party, on_list, name),
            lines=(Line("Commission", "Commission", cents, account),),
            number=number,
            memo="",
        )
    )


def invoice(cents: int = 1_000_000) -> dict[str, Any]:
    name = "230 Commercial St, Boston"
    return document(DocumentKind.INVOICE, "TR-2026-000123", cents, HARBOR, name)


def bill(cents: int = 250_000) -> dict[str, Any]:
    return document(DocumentKind.BILL, "TR-2026-000123-A45", cents, REYES, "Reyes Homes LLC")


def posted(after: dict[str, Any], **further: Any) -> dict[str, Any]:
    return {
        "run": 12,
        "record": "transaction:123",
        "before": None,
        "after": after,
        "answer": {"id": "77"},
        **further,
    }


APPROVAL = {"category": "agent_expenses", "started_by": "finn", "changes": 2}
ALL_AUTOMATION = {
    "sync_deals": True,
    "sync_billing": True,
    "schedule": "0 5 * * *",
    "approval_required": True,
    "approvers": ["7"],
    "four_eyes": False,
}
NO_AUTOMATION = {
    "sync_deals": False,
    "sync_billing": False,
    "schedule": "0 * * * *",
    "approval_required": False,
    "approvers": [],
    "four_eyes": True,
}
_TURNED_ON = {"template": "income-via-invoices", "version": 1, "options": {}}
_CREATED = "Created invoice TR-2026-000123, $10,000.00, for 230 Commercial St, Boston."
_REJECTED = (
    "QuickBooks rejected bill TR-2026-000123-A45, $2,500.00, for Reyes Homes LLC "
    "(230 Commercial St, Boston): The account is inactive."
)
_CONFIRMED = (
    "Found invoice TR-2026-000123, $10,000.00, for 230 Commercial St, Boston in QuickBooks after its "
    "response was lost."
)
_NOT_FOUND = (
    "Didn't find invoice TR-2026-000123 of 230 Commercial St, Boston in QuickBooks after a lost "
    "response, so it can post again."
)
_MATCHED = "Matched CORE's Anna Reyes to the vendor Reyes Homes LLC in QuickBooks."
_FOUND = {
    "record": "transaction:123",
    "kind": "invoice",
    "number": "1045",
    "quickbooks_id": "88",
}
_LINKED = {"run": 12, "record": "transaction:123", "quickbooks_id": "77", "number": "1045"}
_REJECTION = posted(bill(), answer={"sentence": "The account is inactive."})
_AUTOMATION = (
    "Turned on auto-sync of transactions, turned on auto-sync of agent billing, turned on approval "
    "before posting, allowed users to approve their own runs, changed the auto-sync schedule from "
    "Every hour to At 05:00 AM, and changed the approvers from every user who can start runs to "
    "controller."
)
EXAMPLES: dict[str, tuple[str, dict[str, Any], str]] = {
    "created": (INVOICE, posted(invoice()), _CREATED),
    "updated": (
        INVOICE,
        posted(invoice(1_125_000), before=invoice()),
        (
            "Updated invoice TR-2026-000123 for 230 Commercial St, Boston: amount from $10,000.00 to "
            "$11,250.00."
        ),
    ),
    "voided": (
        INVOICE,
        posted(invoice(), before=invoice()),
        "Voided invoice TR-2026-000123, $10,000.00, for 230 Commercial St, Boston.",
    ),
    "linked": (
        INVOICE,
        {**_LINKED, "total_cents": 1_000_000},
        "Linked invoice 1045, $10,000.00, in QuickBooks to 230 Commercial St, Boston.",
    ),
    "unlinked": (
        INVOICE,
        {**_FOUND, "total_cents": 1_000_000},
        "Unlinked invoice 1045 in QuickBooks from 230 Commercial St, Boston.",
    ),
    "to be posted anyway": (
        INVOICE,
        _FOUND,
        "Chose to post 230 Commercial St, Boston although QuickBooks has invoice 1045.",
    ),
    "not a match": (
        INVOICE,
        _FOUND,
        "Chose that invoice 1045 in QuickBooks isn't 230 Commercial St, Boston.",
    ),
    "marked as booked": (
        INVOICE,
        {"record": "transaction:123", "note": "journal entry 7"},
        "Marked 230 Commercial St, Boston as booked, so that CoreBooks doesn't post it (journal entry 7).",
    ),
    "mark as booked removed": (
        INVOICE,
        {"record": "transaction:123"},
        "Removed the mark of 230 Commercial St, Boston as booked.",
    ),
    "decision reopened": (
        INVOICE,
        {"record": "transaction:123"},
        "Reopened the decision about existing entries for 230 Commercial St, Boston.",
    ),
    "difference accepted": (
        INVOICE,
        {**_FOUND, "total_cents": 339_500, "core_cents": 1_000_000},
        (
            "Accepted that invoice 1045 differs from 230 Commercial St, Boston ($3,395.00 in "
            "QuickBooks, $10,000.00 in CORE)."
        ),
    ),
    "entry named": (
        INVOICE,
        _FOUND,
        "Named invoice 1045 in QuickBooks as the entry of 230 Commercial St, Boston.",
    ),
    "matched by linked entries": (
        REYES,
        {"quickbooks_id": "31", "name": "Reyes Homes LLC"},
        "Matched CORE's Anna Reyes to the vendor Reyes Homes LLC of its linked entries.",
    ),
    "linked to existing": (
        REYES,
        posted({"kind": "vendor", "display_name": "Reyes Homes LLC"}),
        _MATCHED,
    ),
    "confirmed in QuickBooks": (INVOICE, posted(invoice()), _CONFIRMED),
    "found after a lost answer": (INVOICE, posted(invoice()), _CONFIRMED),
    "rejected by QuickBooks": (BILL, _REJECTION, _REJECTED),
    "refused": (BILL, _REJECTION, _REJECTED),
    "not found in QuickBooks": (INVOICE, {"run": 12, "request_id": "a1"}, _NOT_FOUND),
    "not found after a lost answer": (INVOICE, {"run": 12}, _NOT_FOUND),
    "stray entry found": (
        "brokerage_income/entry:16/income",
        {"run": 12, "quickbooks_id": "6", "total_cents": 50_000},
        (
            "Found invoice TR-2026-000123, $500.00, with a CoreBooks tag in QuickBooks that no record "
            "asks for."
        ),
    ),
    "stray entry has an owner": (
        "brokerage_income/entry:16/income",
        {"run": 12, "quickbooks_id": "6", "owner": INVOICE},
        "Found that entry 6 in QuickBooks belongs to 230 Commercial St, Boston.",
    ),
    "matched manually": (REYES, {"before": "", "quickbooks_id": "31"}, _MATCHED),
    "party chosen": (
        REYES,
        {"before": "31", "quickbooks_id": "a new one"},
        "Chose to create a new vendor for CORE's Anna Reyes.",
    ),
    "match removed": (
        REYES,
        {"before": "31"},
        "Removed the match of CORE's Anna Reyes to a vendor (QuickBooks ID 31).",
    ),
    "workflow turned on": (
        "brokerage_income",
        {**_TURNED_ON, "version": 3, "options": {"invoice_date": "CORE close date"}},
        "Changed Brokerage income: Invoice date from QuickBooks default to CORE close date. Version 3.",
    ),
    "workflow activated": (
        "brokerage_income",
        _TURNED_ON,
        "Turned on Brokerage income: Track broker income via invoices.",
    ),
    "workflow turned off": ("agent_billing", {"version": 1}, "Turned off Agent billing."),
    "workflow deactivated": ("agent_billing", {"version": 1}, "Turned off Agent billing."),
    "auto-sync and approvals changed": (
        "auto-sync and approvals",
        {"before": NO_AUTOMATION, "after": ALL_AUTOMATION},
        _AUTOMATION,
    ),
    "permissions changed": (
        "permissions",
        {"before": ALL_AUTOMATION, "after": {**ALL_AUTOMATION, "sync_deals": False}},
        "Turned off auto-sync of transactions.",
    ),
    "item treatment changed": (
        "transaction:123",
        {"item": "Staging", "sync": True, "create_payment": True},
        "Set “Staging” of 230 Commercial St, Boston to be paid to the payee separately.",
    ),
    "item decided": (
        "transaction:123",
        {"item": "Staging", "treatment": "the workflow's rule"},
        "Set “Staging” of 230 Commercial St, Boston back to the workflow's rule.",
    ),
    "payee's sales tax decided": (
        REYES,
        {"charges_tax": True, "charged_tax": None},
        "Set Anna Reyes to charge sales tax.",
    ),
    "alert channel added": (
        "alert channel 4",
        {"type": "smtp", "connection": "mail", "recipients": ["cfo@willow.test"]},
        "Added the alert channel Email mail, to cfo@willow.test.",
    ),
    "alert channel removed": (
        "alert channel 4",
        {"connection": "mail"},
        "Removed the alert channel mail.",
    ),
    "connected": (
        "QuickBooks company Willow & Park Realty",
        {"edition": "online", "plan": "Plus"},
        "Connected QuickBooks Online Plus, Willow & Park Realty.",
    ),
    "disconnected": (
        "QuickBooks company Willow & Park Realty",
        {},
        "Disconnected Willow & Park Realty from QuickBooks.",
    ),
    "move started": (
        "QuickBooks company Willow & Park Realty",
        {"edition": "QuickBooks Desktop"},
        "Started moving Willow & Park Realty to another QuickBooks.",
    ),
    "connected for a move": (
        "QuickBooks company Willow & Park",
        {"plan": "Plus"},
        "Connected Willow & Park in QuickBooks Online for the move.",
    ),
    "entry chosen for a move": (
        INVOICE,
        {"record": "transaction:123", "kind": "invoice", "number": "000123~KMG", "new_id": "77"},
        "Chose the entry with the ID 77 in QuickBooks Online for invoice 000123~KMG of 230 Commercial St, Boston.",
    ),
    "name chosen for a move": (
        "vendor Anna Reyes",
        {"kind": "vendor", "new_id": "45", "name": "A. Reyes"},
        "Chose the vendor A. Reyes in QuickBooks Online for the vendor Anna Reyes.",
    ),
    "differences of a move accepted": (
        "QuickBooks company Willow & Park Realty",
        {"because": "the bill was entered twice", "differences": [{}]},
        "Accepted that 1 sum of both QuickBooks differs: the bill was entered twice.",
    ),
    "link moved": (
        INVOICE,
        {
            "record": "transaction:123",
            "kind": "invoice",
            "number": "000123~KMG",
            "old_id": "3B-1796126957",
            "new_id": "77",
        },
        (
            "Moved invoice 000123~KMG of 230 Commercial St, Boston to the new QuickBooks: ID 3B-1796126957 is "
            "now 77."
        ),
    ),
    "link moved back": (
        INVOICE,
        {
            "record": "transaction:123",
            "kind": "invoice",
            "number": "000123~KMG",
            "old_id": "77",
            "new_id": "3B-1796126957",
        },
        (
            "Moved invoice 000123~KMG of 230 Commercial St, Boston back to the QuickBooks before: ID 77 is now "
            "3B-1796126957."
        ),
    ),
    "company moved": (
        "QuickBooks company Willow & Park Realty",
        {"from_edition": "QuickBooks Desktop", "edition": "QuickBooks Online", "links": 300},
        "Moved Willow & Park Realty with 300 entries from QuickBooks Desktop to QuickBooks Online.",
    ),
    "company moved back": (
        "QuickBooks company Willow & Park Realty",
        {},
        "Took Willow & Park Realty back to the QuickBooks that it was moved from.",
    ),
    "move canceled": (
        "QuickBooks company Willow & Park Realty",
        {},
        "Canceled the move of Willow & Park Realty.",
    ),
    "currency changed": (
        "QuickBooks company Willow & Park Realty",
        {"before": "USD", "after": "CAD"},
        "Changed the currency of CORE's amounts from US dollars to Canadian dollars.",
    ),
    "QuickBooks company changed": (
        "QuickBooks company Willow & Park Realty",
        {
            "changes": [
                "the subscription is now QuickBooks Online Simple Start instead of QuickBooks Online Plus",
                "it no longer has bills",
            ]
        },
        (
            "Read from QuickBooks what changed at Willow & Park Realty: the subscription is now QuickBooks "
            "Online Simple Start instead of QuickBooks Online Plus and it no longer has bills."
        ),
    ),
    "Web Connector password changed": (
        "QuickBooks company Willow & Park Realty",
        {"username": "corebooks-willow"},
        "Created a new Web Connector password for Willow & Park Realty.",
    ),
    "password of the Web Connector renewed": (
        "QuickBooks company Willow & Park Realty",
        {},
        "Created a new Web Connector password for Willow & Park Realty.",
    ),
    "company access changed": (
        "who can see the company",
        {"before": "everyone", "after": [{"id": "7", "name": "controller"}]},
        "Changed who can see the company from every CoreBooks user to controller.",
    ),
    "approval asked for": (
        "run 12",
        APPROVAL,
        "Asked for approval of 2 changes of agent expenses.",
    ),
    "changes approved": (
        "run 12",
        APPROVAL,
        "Approved 2 changes of agent expenses that finn asked for.",
    ),
    "plan approved": ("run 12", {"changes": 1}, "Approved 1 change of agent expenses."),
    "changes rejected": (
        "run 12",
        APPROVAL,
        "Rejected 2 changes of agent expenses that finn asked for. Nothing was posted.",
    ),
    "plan rejected": (
        "run 12",
        {"changes": 1},
        "Rejected 1 change of agent expenses. Nothing was posted.",
    ),
    "approval expired": (
        "run 12",
        APPROVAL,
        "No one approved 2 changes of agent expenses in time. Nothing was posted.",
    ),
    "approval not counted": (
        "run 12",
        {"reason": "ada isn't an approver of Willow & Park Realty."},
        "The approval of run 12 didn't count: ada isn't an approver of Willow & Park Realty.",
    ),
    "rejection not counted": ("run 12", {}, "The rejection of run 12 didn't count."),
    "previewed changes started": (
        "run 12",
        {"changes": "Void 3 bills, $1,200.00", "preview": 11},
        "Started what run 11 had previewed: Void 3 bills, $1,200.00.",
    ),
    "run continued by another user": (
        "run 12",
        {"run": 11, "started_by": "finn"},
        "Continued run 11 of finn as run 12.",
    ),
    "run triggered in Airflow": ("run 12", {}, "Triggered run 12 in Airflow."),
    "run cleared in Airflow": ("run 12", {}, "Cleared tasks of run 12 in Airflow."),
    "run marked in Airflow": ("run 12", {}, "Set the state of run 12 in Airflow."),
    "run deleted in Airflow": ("run 12", {}, "Deleted run 12 in Airflow."),
    "runs triggered in Airflow": (
        "all agent_expenses runs",
        {"category": "agent_expenses"},
        "Triggered all agent expenses runs in Airflow.",
    ),
    "runs cleared in Airflow": (
        "all agent_expenses runs",
        {"category": "agent_expenses"},
        "Cleared tasks of all agent expenses runs in Airflow.",
    ),
    "runs marked in Airflow": (
        "all agent_expenses runs",
        {"category": "agent_expenses"},
        "Set the state of all agent expenses runs in Airflow.",
    ),
    "runs deleted in Airflow": (
        "all agent_expenses runs",
        {"category": "agent_expenses"},
        "Deleted all agent expenses runs in Airflow.",
    ),
    "month signed off": (
        "October 2026",
        {"month": "2026-10", "comment": "Matches the bank statements.", "checkpoint": "..."},
        "Signed off October 2026: “Matches the bank statements.”",
    ),
    "month no longer signed off": (
        "October 2026",
        {"month": "2026-10", "why": "invoice TR-2026-000123 was edited in QuickBooks"},
        "October 2026 is no longer signed off: invoice TR-2026-000123 was edited in QuickBooks.",
    ),
    "record assigned": (
        "transaction:123",
        {"before": "finn", "after": "controller"},
        "Assigned 230 Commercial St, Boston from finn to controller.",
    ),
    "note on a record": (
        "transaction:123",
        {"before": "", "after": "Waiting for the office"},
        "Added a note to 230 Commercial St, Boston: “Waiting for the office”.",
    ),
    "record snoozed": (
        "transaction:123",
        {"until": "2026-12-05"},
        "Snoozed 230 Commercial St, Boston until Dec 5, 2026.",
    ),
    "warnings cleared": (
        "transaction:123",
        {"warnings": [{"kind": "x", "sentence": "It posts to Other Income."}]},
        "Cleared 1 warning of 230 Commercial St, Boston: It posts to Other Income.",
    ),
    "source created": (
        "closings",
        {"name": "Closings", "door": "push"},
        "Added the source closings, which reads signed calls.",
    ),
    "source changed": (
        "closings",
        {
            "before": {
                "name": "Closings",
                "is_on": True,
                "after_reading": "nothing",
                "settings": {},
            },
            "after": {
                "name": "Sold",
                "is_on": False,
                "after_reading": "post",
                "settings": {"a": 1},
            },
        },
        (
            "Turned off, changed its name from Closings to Sold, changed what follows an import from "
            "nothing to a run, and changed its settings: the source closings."
        ),
    ),
    "source assigned": (
        "closings",
        {
            "stream": "transactions",
            "before": {"source": None, "values": []},
            "after": {"source": "closings", "values": ["Boston", "Salem"]},
        },
        (
            "Changed the source of transactions from the CORE connection to closings, only Boston and "
            "Salem."
        ),
    ),
    "source secret created": (
        "closings",
        {"secret": 4, "signs": "standard-webhooks"},
        "Created secret 4 for calls to the source closings.",
    ),
    "source secret ended": (
        "closings",
        {"secret": 3, "signs": "backoffice", "ends_at": "2026-12-01T17:00:00+00:00"},
        "Ended BackOffice's secret 3 for calls to the source closings.",
    ),
    "import profile saved": (
        "closings",
        {"name": "Closed deals", "version": 2, "rows": 40, "on_hold": 0},
        "Saved the import profile “Closed deals”, version 2, of the source closings.",
    ),
    "import profile activated": (
        "closings",
        {"name": "Closed deals", "version": 2},
        "Activated the import profile “Closed deals”, version 2, of the source closings.",
    ),
    "import profile turned off": (
        "closings",
        {"name": "Closed deals", "version": 2},
        "Turned off the import profile “Closed deals”, version 2, of the source closings.",
    ),
    "import confirmed": (
        "closings",
        {"import": 7, "file": "Nov.csv", "why": "It has 5 records fewer."},
        "Had CoreBooks read Nov.csv of the source closings: It has 5 records fewer.",
    ),
    "import discarded": (
        "closings",
        {"import": 7, "file": "Nov.csv", "why": ""},
        "Discarded Nov.csv of the source closings.",
    ),
    "import rows dismissed": (
        "closings",
        {"import": 7, "file": "Nov.csv", "rows": "row 12", "why": "It is a total."},
        "Dismissed row 12 of Nov.csv of the source closings: It is a total.",
    ),
    "audit trail keyed": (
        "all events",
        {"verified by SHA-256": "all fit"},
        "Gave the audit trail keyed hashes. All earlier events fit.",
    ),
    "rows recorded": (
        "all rows",
        {"rows": 412},
        "Recorded 412 rows of runs, changes, and entries as they were.",
    ),
    "database restored": (
        "backup of 2026-11-01T05:00:00+00:00",
        {"made_at": "2026-11-01T05:00:00+00:00", "runs_ended": 2, "requests_dropped": 0},
        "Restored the CoreBooks database from a backup made 2026-11-01, 05:00 UTC. 2 runs ended.",
    ),
    "rebuild started": (
        "QuickBooks company Willow & Park Realty",
        {"tagged_entries": 20_000},
        (
            "Began to rebuild the CoreBooks database, which was lost. Earlier events are lost with it. QuickBooks has "
            "20,000 entries with CoreBooks tags."
        ),
    ),
    "database rebuilt": (
        "QuickBooks company Willow & Park Realty",
        {"links": 20_000, "different": 3, "voided": 0, "missing": 2, "strays": 0, "parties": 900},
        (
            "Rebuilt the CoreBooks database from QuickBooks and CORE: 20,000 entries linked, 3 of them different from "
            "CORE, 2 not found in QuickBooks."
        ),
    ),
    "encryption key changed": (
        "all companies",
        {"rows": 1_200},
        "Changed the encryption key and encrypted 1,200 rows again.",
    ),
}
"""By the event's name: its subject, its details, and what it says."""


def event(name: str, subject: str, detail: dict[str, Any], number: int = 5) -> TrailEvent:
    at = dt.datetime(2026, 11, 28, 13, 32, tzinfo=dt.UTC)
    return TrailEvent(number, at, "controller", name, subject, detail, "ff", "ee")


def test_every_event_that_the_source_adds_has_a_sentence_and_a_kind() -> None:
    assert written_names() - set(SENTENCES) == set()
    assert set(KNOWN) == {*SENTENCES, *EARLIER}


def test_every_name_an_event_ever_had_has_an_example() -> None:
    assert set(EXAMPLES) == set(KNOWN)
    assert set(EARLIER.values()) <= set(SENTENCES)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_event_reads_as_a_bookkeeper_would_say_it(name: str) -> None:
    subject, detail, said = EXAMPLES[name]
    assert sentence_of(event(name, subject, detail), NAMES).text == said


@pytest.mark.parametrize("name", [*sorted(KNOWN), "quarter closed"])
@pytest.mark.parametrize(
    "detail", [{}, {"after": {"lines": 3}, "before": [1]}, {"answer": "?", "run": "x"}]
)
def test_an_event_of_another_version_still_reads_sensibly(
    name: str, detail: dict[str, Any]
) -> None:
    subject = EXAMPLES[name][0] if name in EXAMPLES else "transaction:123"
    said = sentence_of(event(name, subject, detail), NAMES).text
    assert re.fullmatch(r"[A-Z].*[.?!]", said)
    assert not re.search(r"[{}]|transaction:|vendor/|_", said)


def test_an_event_that_this_version_does_not_know_is_called_by_its_own_name() -> None:
    unknown = event("quarter closed", "October 2026", {"comment": "fine"})
    assert sentence_of(unknown, NAMES).text == "Quarter closed: October 2026."
    assert unknown.kind is EventKind.OTHER
    about = event("deal tagged", "transaction:123", {})
    assert sentence_of(about, NAMES).text == "Deal tagged: 230 Commercial St, Boston."


def test_what_a_sentence_names_is_a_link() -> None:
    sentence = sentence_of(event("created", BILL, posted(bill())), NAMES)
    leads = {piece.text: piece.path or piece.entry for piece in sentence.pieces}
    assert leads["bill TR-2026-000123-A45"] == ("bill", "77")
    assert leads["230 Commercial St, Boston"] == "transactions/123"
    assert (sentence.cents, sentence.run, sentence.tag) == (250_000, 12, "Entry")
    approved = sentence_of(event("approval not counted", "run 12", {}), NAMES)
    assert {piece.text: piece.path for piece in approved.pieces}["run 12"] == "history/12"


def test_a_statement_leads_to_its_agent() -> None:
    after = document(
        DocumentKind.INVOICE, "BL-9", 12_000, "customer/agent:45", "Anna Reyes (agent billing)"
    )
    created = event(
        "created", "agent_billing/statement:9/invoice", posted(after, record="statement:9")
    )
    sentence = sentence_of(created, NAMES)
    assert sentence.text == "Created invoice BL-9, $120.00, for Anna Reyes (agent billing)."
    assert "billing/45" in {piece.path for piece in sentence.pieces}


def test_a_value_before_and_after_is_marked_as_such() -> None:
    updated = event("updated", INVOICE, posted(invoice(1_125_000), before=invoice()))
    marked = {piece.mark: piece.text for piece in sentence_of(updated, NAMES).pieces if piece.mark}
    assert marked == {Mark.WAS: "$10,000.00", Mark.NOW: "$11,250.00"}


def test_the_amount_of_an_approval_is_that_of_its_run() -> None:
    assert sentence_of(event("changes approved", "run 12", APPROVAL), NAMES).cents == 4_136_020


def test_names_and_lists_are_not_called_entries() -> None:
    vendor = {"kind": "vendor", "display_name": "Anna Reyes", "type": "party"}
    created = sentence_of(event("created", REYES, posted(vendor)), NAMES)
    assert (created.text, created.tag) == ("Created vendor Anna Reyes.", "Name")
    product = {"kind": "product", "name": "Staging", "type": "list entry"}
    made = sentence_of(event("created", "product/staging", posted(product)), NAMES)
    assert (made.text, made.tag) == ("Created product Staging.", "List")


def test_events_of_one_run_are_one_sentence() -> None:
    events = [
        event("updated", INVOICE, posted(invoice(1_125_000), before=invoice()), 9),
        event("created", INVOICE, posted(invoice(300_000)), 8),
        event("created", INVOICE, posted(invoice(200_000)), 7),
    ]
    sentence = line_sentence(TrailLine(events), NAMES)
    assert sentence.text == (
        "Created 2 invoices ($5,000.00) and updated 1 invoice ($11,250.00) of brokerage income."
    )
    assert (sentence.cents, sentence.run) == (None, 12)
    alike = line_sentence(TrailLine(events[1:]), NAMES)
    assert (alike.text, alike.cents) == ("Created 2 invoices of brokerage income.", 500_000)


def test_a_rule_for_items_that_changed_is_told_with_what_it_does() -> None:
    rule = {"name": "Staging", "sync": True, "create_payment": False}
    names = TrailNames(
        before={("brokerage_income", 4): Options("income-via-invoices", {"item_rules": [rule]})}
    )
    options = {"item_rules": [{**rule, "create_payment": True}]}
    detail = {"template": "income-via-invoices", "version": 4, "options": options}
    assert sentence_of(event("workflow turned on", "brokerage_income", detail), names).text == (
        "Changed Brokerage income: Item rules from Staging (Sync: On, Pay the payee separately: Off) "
        "to Staging (Sync: On, Pay the payee separately: On). Version 4."
    )


def test_kinds_are_found_by_the_name_of_an_event() -> None:
    assert kind_of("matched manually") is EventKind.MATCHES
    assert kind_of("something newer") is EventKind.OTHER
