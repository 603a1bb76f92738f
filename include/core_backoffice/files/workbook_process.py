"""A workbook that a process of its own reads, so that no file can take this process down.

A few kilobytes of a workbook may ask for more memory than there is, and the reader's answer to that is
to end its process.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import shutil
import signal
import subprocess
import sys
import weakref
from pathlib import Path
from typing import IO, Any, BinaryIO

import python_calamine

from include.core_backoffice.files.bounds import BOUNDS, damaged, locked
from include.core_backoffice.files.sheets import FileRefused

_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
"""All that the process gets to see of our environment: no secret is among them."""
_READER = Path(__file__).with_name("workbook_reader.py")
_START = "import runpy, sys; sys.path.append(sys.argv.pop(1)); runpy.run_path(sys.argv[1], run_name='__main__')"
"""Isolated Python sees no packages of a user's own, where images keep theirs."""
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
        self._process = _started()
        self._questions, self._answers = _pipes(self._process)
        self._ended = weakref.finalize(self, _end, self._process)
        content.seek(0)
        try:
            self._questions.write(size.to_bytes(8, "big"))
            shutil.copyfileobj(content, self._questions, _COPIED)
            self._questions.flush()
        except BrokenPipeError:
            raise self._refusal() from None

    def ask(self, question: str, *arguments: int) -> Any:
        """Call a method of `include.core_backoffice.files.workbook_reader.Reader`."""
        try:
            self._questions.write(marshal.dumps([question, *arguments]))
            self._questions.flush()
            answer = marshal.load(self._answers)  # noqa: S302 (the process runs our own module)
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
        with contextlib.suppress(OSError):
            self._questions.close()
        status = self._process.wait()
        if status in {-signal.SIGABRT, -signal.SIGXCPU, -signal.SIGKILL}:
            return _too_large(self._name)
        return damaged(self._name)


def _started() -> subprocess.Popen[bytes]:
    limits = (str(BOUNDS.workbook_memory), str(BOUNDS.workbook_seconds))
    library = str(Path(python_calamine.__file__).parents[1])
    environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return subprocess.Popen(  # noqa: S603 (nothing of the file is among the arguments)
        [sys.executable, "-I", "-c", _START, library, str(_READER), *limits],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process was started without pipes")
    return process.stdin, process.stdout


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in _pipes(process):
        with contextlib.suppress(OSError):
            pipe.close()
    process.wait()


def _too_large(name: str) -> FileRefused:
    return FileRefused(
        f"{name} needs more than {BOUNDS.workbook_memory >> 20:,} MiB of memory to be read.",
        "Delete the empty rows and columns after its data, or save its sheet as a CSV file.",
    )
