"""Proofs over the audit trail's tree hold for what is in it, and for nothing else."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.database.proof.tree_proofs import TreeProofs
from include.database.trail.verify_offline import (
    Altered,
    Checkpoint,
    Tree,
    continues,
    root_of_path,
)


def leaves(number: int) -> list[bytes]:
    return [hashlib.sha256(b"\x00" + str(one).encode()).digest() for one in range(number)]


def at(proofs: TreeProofs, size: int) -> Checkpoint:
    return Checkpoint("corebooks/a", size, proofs.root(size), "", "")


@given(size=st.integers(1, 200), data=st.data())
def test_each_leaf_is_proved_to_be_in_the_tree(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    made, tree = TreeProofs(leaves(size)), Tree()
    for leaf in leaves(size):
        tree.add(leaf)
    assert made.root() == tree.root()
    path = made.inclusion(index)
    assert root_of_path(leaves(size)[index], index, size, path) == tree.root()
    other = hashlib.sha256(b"another").digest()
    assert root_of_path(other, index, size, path) != tree.root()


@given(size=st.integers(1, 200), data=st.data())
def test_a_tree_is_proved_to_continue_an_earlier_one_and_no_other(
    size: int, data: st.DataObject
) -> None:
    earlier = data.draw(st.integers(1, size))
    made = TreeProofs(leaves(size))
    old, new, path = at(made, earlier), at(made, size), made.consistency(earlier)
    assert continues(old, new, path)
    forged = leaves(size)
    forged[data.draw(st.integers(0, earlier - 1))] = hashlib.sha256(b"forged").digest()
    assert not continues(at(TreeProofs(forged), earlier), new, path)
    assert not continues(old, new._replace(root=TreeProofs(forged).root()), path)


def test_a_proof_of_another_length_is_rejected() -> None:
    made = TreeProofs(leaves(5))
    path = made.inclusion(1)
    for wrong in (path[:-1], [*path, path[0]]):
        with pytest.raises(Altered):
            root_of_path(leaves(5)[1], 1, 5, wrong)
    with pytest.raises(Altered):
        root_of_path(leaves(5)[1], 5, 5, path)
