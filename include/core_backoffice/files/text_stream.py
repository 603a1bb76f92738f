"""The text of an open file, read from its beginning as often as wanted, a little at a time."""

from __future__ import annotations

import io
from typing import BinaryIO

_BUFFER = 1 << 18


class _Bytes(io.RawIOBase):
    """The file's bytes; the file stays open when the text over it is closed."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # (always writable here)
        data = self._content.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def text_stream(content: BinaryIO, codec: str) -> io.TextIOWrapper:
    """The file's text from its beginning, line ends as they are."""
    content.seek(0)
    return io.TextIOWrapper(io.BufferedReader(_Bytes(content), _BUFFER), codec, newline="")
