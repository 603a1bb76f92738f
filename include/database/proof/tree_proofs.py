"""Proofs over the Merkle tree of the audit trail: that it has an event, and that it continues an earlier one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


class TreeProofs:
    """The tree over some leaves (RFC 6962, 2.1), with the roots of all its full parts.

    Args:
        leaves: the hashes of the leaves, in order.
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.size = len(leaves)
        self._full: list[list[bytes]] = [[*leaves]]
        while len(self._full[-1]) > 1:
            below = self._full[-1]
            pairs = zip(below[::2], below[1::2], strict=False)
            self._full.append([_joined(left, right) for left, right in pairs])

    def root(self, size: int | None = None) -> bytes:
        """The root of the tree of the first leaves, or of all."""
        return self._root(0, self.size if size is None else size)

    def inclusion(self, index: int) -> list[bytes]:
        """The proof that the tree has a leaf, by its place from 0 (RFC 6962, 2.1.1)."""
        return self._path(index, 0, self.size)

    def consistency(self, size: int) -> list[bytes]:
        """The proof that the tree continues that of its first leaves (RFC 6962, 2.1.2)."""
        return self._since(size, 0, self.size, is_whole=True) if 0 < size < self.size else []

    def _root(self, start: int, end: int) -> bytes:
        width = end - start
        if width == 0:
            return hashlib.sha256(b"").digest()
        if width & (width - 1) == 0 and start % width == 0:
            return self._full[width.bit_length() - 1][start // width]
        middle = start + _split(width)
        return _joined(self._root(start, middle), self._root(middle, end))

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._root(middle, end)]
        return [*self._path(index, middle, end), self._root(start, middle)]

    def _since(self, size: int, start: int, end: int, *, is_whole: bool) -> list[bytes]:
        if size == end:
            return [] if is_whole else [self._root(start, end)]
        middle = start + _split(end - start)
        if size <= middle:
            left = self._since(size, start, middle, is_whole=is_whole)
            return [*left, self._root(middle, end)]
        right = self._since(size, middle, end, is_whole=False)
        return [*right, self._root(start, middle)]


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(width: int) -> int:
    """The largest power of two that is smaller than the width."""
    return 1 << (width - 1).bit_length() - 1
