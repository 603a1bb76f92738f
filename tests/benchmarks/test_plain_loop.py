"""What we are compared with does the same work: every bill once, with its vendor."""

from __future__ import annotations

import dataclasses

import pytest

from benchmarks.parts.plain_loop import PlainLoop
from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.parties import Party, PartyKind
from sandbox.quickbooks_online.testing import RunningSandbox, running_sandbox


def bills(sandbox: RunningSandbox) -> list[Document]:
    """Six bills for three agents."""
    with sandbox.api() as api:
        query = "SELECT * FROM Account WHERE Name = 'Agent Commissions'"
        rows = api.get("query", params={"query": query}).json()["QueryResponse"]["Account"]
    account = ListRef(ListKind.ACCOUNT, rows[0]["Id"], rows[0]["Name"])
    return [
        Document(
            key=f"bill {number}",
            kind=DocumentKind.BILL,
            party=Party(
                key=f"vendor/agent:{number % 3}",
                kind=PartyKind.VENDOR,
                display_name=f"Jane O'Neill {number % 3}",
            ),
            lines=(Line("Commission", "Commission", 100_000 + number, account),),
            number=f"TR-{number}",
            memo="146 Aldon Drive",
        )
        for number in range(6)
    ]


@pytest.mark.parametrize("threads", [1, 4])
def test_every_bill_is_saved_once_and_only_what_changed_again(threads: int) -> None:
    with running_sandbox() as sandbox:
        loop = PlainLoop(sandbox, scale=1000, threads=threads)
        documents = bills(sandbox)

        assert loop.run(documents).saved == 6
        assert loop.run(documents).saved == 0

        line = dataclasses.replace(documents[0].lines[0], amount=99_00)
        documents[0] = dataclasses.replace(documents[0], lines=(line,))
        assert loop.run(documents).saved == 1

        entries = {entry["number"]: entry["total"] for entry in sandbox.entries("Bill")}
    assert entries == {document.number: document.total for document in documents}


def test_a_throttled_call_is_made_again_until_it_succeeds() -> None:
    with running_sandbox() as sandbox:
        loop = PlainLoop(sandbox, scale=1000, threads=1)
        documents = bills(sandbox)[:1]
        sandbox.fault("429", {"operation": "query"}, times=2)
        result = loop.run(documents)
    assert (result.saved, result.tried_again) == (1, 2)
