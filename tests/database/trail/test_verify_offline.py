"""The formats of checkpoints, against the published examples."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from include.database.trail import verify_offline
from include.database.trail.verify_offline import (
    RECORDED,
    TOPICS,
    RecordedRows,
    Tree,
    ed25519_verifies,
    row_facts,
    row_seal,
)


def root(leaves: list[bytes]) -> bytes:
    """The tree's root as RFC 6962 (2.1) defines it, from above."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + root(leaves[:split]) + root(leaves[split:])).digest()


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 7, 8, 21])
def test_a_tree_has_the_root_of_its_definition(size: int) -> None:
    leaves = [hashlib.sha256(b"\x00" + bytes([number])).digest() for number in range(size)]
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    assert (tree.size, tree.root()) == (size, root(leaves))


# RFC 8032, 7.1, tests 1 to 3: public key, message, signature.
EXAMPLES = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
)


@pytest.mark.parametrize(("key", "message", "signature"), EXAMPLES)
def test_signatures_are_verified_as_the_standard_says(
    key: str, message: str, signature: str
) -> None:
    public, signed, proof = (bytes.fromhex(part) for part in (key, message, signature))
    assert ed25519_verifies(public, signed, proof)
    assert not ed25519_verifies(public, signed + b"x", proof)
    assert not ed25519_verifies(public, signed, proof[:-1] + bytes([proof[-1] ^ 1]))
    assert not ed25519_verifies(public[:-1], signed, proof)


def test_signatures_of_the_library_are_verified() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = key.public_key().public_bytes_raw()
    assert ed25519_verifies(public, b"a checkpoint", key.sign(b"a checkpoint"))
    assert not ed25519_verifies(bytes(32), b"a checkpoint", key.sign(b"a checkpoint"))


INVOICE = {
    "document_key": "invoice/1",
    "kind": "invoice",
    "number": "1037",
    "quickbooks_id": "7",
    "total_cents": 3_000_000,
    "tax_cents": 390_000,
}
BEFORE_TAX = len(TOPICS["link"]) - 2
"""The topics of an entry before tax was one of them."""


def recorded(topics: int | None, **row: Any) -> RecordedRows:
    """A trail that recorded an entry by so many topics."""
    rows = RecordedRows("CA$")
    # An earlier version recorded no tax in words either.
    facts = row_facts("link", {**row, "tax_cents": 0} if topics else row)
    line = ["link", "invoice/1", *row_seal("link", row, topics), facts]
    rows.add({"event": RECORDED, "number": 5, "detail": {"rows": [line]}})
    return rows


def found(rows: RecordedRows, **now: Any) -> list[str]:
    return list(rows.differences([("link", "invoice/1", INVOICE | now)]))


@pytest.mark.parametrize("topics", [BEFORE_TAX, None])
def test_an_entry_is_compared_by_the_topics_that_it_was_recorded_by(topics: int | None) -> None:
    assert found(recorded(topics, **INVOICE)) == []
    for column in ("total_cents", "tax_cents"):
        assert len(found(recorded(topics, **INVOICE), **{column: 1})) == 1
    assert len(found(recorded(topics, **INVOICE | {"tax_cents": 0}))) == 1


def test_a_changed_tax_is_told_with_both_amounts() -> None:
    (said,) = found(recorded(None, **INVOICE), tax_cents=130_000)
    assert "the tax in the database is CA$1,300.00, and the audit trail has CA$3,900.00" in said
    (said,) = found(recorded(None, **INVOICE | {"tax_cents": 0}))
    assert "the tax in the database is CA$3,900.00, and the audit trail has CA$0.00" in said


def test_an_entry_recorded_before_tax_had_a_topic_is_said_to_differ_all_the_same() -> None:
    (said,) = found(recorded(BEFORE_TAX, **INVOICE), tax_cents=130_000)
    assert said.endswith("a value was changed (event 5).")


def test_an_entry_that_a_later_version_recorded_needs_its_verifier(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = recorded(None, **INVOICE)
    earlier = {**TOPICS, "link": TOPICS["link"][:BEFORE_TAX]}
    monkeypatch.setattr(verify_offline, "TOPICS", earlier)
    (said,) = found(rows)
    assert "was recorded by a later version of CoreBooks (event 5)" in said
