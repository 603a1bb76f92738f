"""Documents and options name the accounts of the new QuickBooks, and keep all else."""

from __future__ import annotations

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line, fingerprint
from include.books.parties import Party, PartyKind
from include.database.stored.documents import document_from_json, document_to_json
from include.sync.move.rekeying import Names, NewName, new_fingerprint, rekeyed_document

NAMES = Names(
    {
        ("account", "80000014-1"): NewName("7", "Agent Commissions"),
        ("class", "80000020-1"): NewName("3", "North"),
    }
)
BILL = Document(
    key="agent_expenses/transaction:1/payee:agent:45",
    kind=DocumentKind.BILL,
    party=Party("vendor/agent:45", PartyKind.VENDOR, "Amy Adler"),
    lines=(
        Line(
            "Commission",
            "Commission",
            800_000,
            ListRef(ListKind.ACCOUNT, "80000014-1", "Agent Commissions"),
        ),
    ),
    number="TR-1",
    memo="11 Oak St",
    class_ref=ListRef(ListKind.CLASS, "80000020-1", "North"),
)


def test_a_document_posts_to_the_same_account_and_class() -> None:
    values, fingerprints = rekeyed_document(document_to_json(BILL), NAMES)
    moved = document_from_json(values)
    assert moved.lines[0].target == ListRef(ListKind.ACCOUNT, "7", "Agent Commissions")
    assert moved.class_ref == ListRef(ListKind.CLASS, "3", "North")
    assert fingerprints == {fingerprint(BILL.content()): fingerprint(moved.content())}


def test_a_fingerprint_of_a_document_that_is_not_known_equals_none() -> None:
    assert new_fingerprint("abc", [{"abc": "def"}]) == "def"
    assert new_fingerprint("xyz", [{"abc": "def"}]) == ""


def test_options_keep_all_but_the_ids() -> None:
    options = {
        "expense_account": {"kind": "account", "id": "80000014-1", "name": "Agent Commissions"},
        "default_class": None,
        "rules": [
            {
                "name": "Referral fee",
                "sync": True,
                "target": {"kind": "account", "id": "", "name": "New"},
            }
        ],
        "edited_in_quickbooks": "Put on hold",
    }
    assert NAMES.options(options) == {
        **options,
        "expense_account": {"kind": "account", "id": "7", "name": "Agent Commissions"},
    }
