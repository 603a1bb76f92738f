"""A workbook that a process of its own reads, so that no file can take this process down.

A few kilobytes of a workbook may ask for more memory than there is, and the reader's answer to that is
to end its process.
"""

from __future__ import annotations

import contextlib
import marshal
import shutil
import weakref
from typing import Any, BinaryIO

from include.core_backoffice.files import contained
from include.core_backoffice.files.bounds import BOUNDS, damaged, locked
from include.core_backoffice.files.sheets import FileRefused

_COPIED = 1 << 20


class WorkbookProcess:
    """A process with one workbook; it ends with this object.

    Args:
        name: the file's name.
        content: the file, which isn't read again afterwards.
        size: its bytes.

    Raises:
        FileRefused: by any call: the workbook is locked, damaged or too large.
    """

    def __init__(self, name: str, content: BinaryIO, size: int) -> None:
        self._name = name
        self._readings = 0
        self._process = contained.start(
            "workbook_reader", BOUNDS.reader_memory, BOUNDS.reader_seconds
        )
        self._ended = weakref.finalize(self, self._process.end)
        content.seek(0)
        try:
            self._process.questions.write(size.to_bytes(8, "big"))
            shutil.copyfileobj(content, self._process.questions, _COPIED)
            self._process.questions.flush()
        except BrokenPipeError:
            raise self._refusal() from None

    def ask(self, question: str, *arguments: int) -> Any:
        """Call a method of `include.core_backoffice.files.workbook_reader.Reader`."""
        try:
            self._process.questions.write(marshal.dumps([question, *arguments]))
            self._process.questions.flush()
            answer = marshal.load(self._process.answers)  # noqa: S302 (our own module writes it)
        except (BrokenPipeError, EOFError, ValueError, TypeError):
            raise self._refusal() from None
        if answer[0] == "ok":
            return answer[1]
        if answer[0] == "locked":
            raise locked(self._name)
        raise damaged(self._name) if answer[0] == "damaged" else _too_large(self._name)

    def new_reading(self, sheet: int) -> int:
        """Start a reading of a sheet; its number."""
        self._readings += 1
        self.ask("start", self._readings, sheet)
        return self._readings

    def forget(self, reading: int) -> None:
        """End a reading; a process that is gone has none."""
        with contextlib.suppress(FileRefused):
            self.ask("stop", reading)

    def _refusal(self) -> FileRefused:
        """Why the process is gone."""
        return _too_large(self._name) if self._process.hit_a_limit() else damaged(self._name)


def _too_large(name: str) -> FileRefused:
    return FileRefused(
        f"{name} needs more than {BOUNDS.reader_memory >> 20:,} MiB of memory to be read.",
        "Delete the empty rows and columns after its data, or save its sheet as a CSV file.",
    )
