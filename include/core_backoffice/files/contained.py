"""Processes that read one file from outside: with little memory and time, and nothing else of ours.

What reads workbooks and PDFs is code of others, and a file may be made to take it down.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
"""All that such a process gets to see of our environment: no secret is among them."""
_START = (
    "import runpy, sys; sys.path.extend(sys.argv.pop(1).split('\\n')); "
    "runpy.run_path(sys.argv.pop(1))['limit'](int(sys.argv.pop(1)), int(sys.argv.pop(1))); "
    "runpy.run_path(sys.argv.pop(1), run_name='__main__')"
)
"""Isolated Python sees no packages of a user's own, where some images keep theirs."""
_OUT_OF_LIMITS = {-signal.SIGABRT, -signal.SIGXCPU, -signal.SIGKILL}


@dataclass(frozen=True, slots=True)
class Contained:
    """A process of ours that reads one file."""

    process: subprocess.Popen[bytes]
    questions: IO[bytes]
    answers: IO[bytes]

    def end(self) -> None:
        """End it, whatever it is doing."""
        self.process.kill()
        for pipe in (self.questions, self.answers):
            with contextlib.suppress(OSError):
                pipe.close()
        self.process.wait()

    def hit_a_limit(self) -> bool:
        """Wait for its end; whether it ended because it asked for more than it may have."""
        with contextlib.suppress(OSError):
            self.questions.close()
        return self.process.wait() in _OUT_OF_LIMITS


def start(script: str, memory: int, seconds: int, *arguments: int | str) -> Contained:
    """Start a module beside this one, limited (`limits.limit`) before any of its code runs.

    Args:
        script: the module's name: it imports nothing of CoreBooks.
        memory: bytes that it may use.
        seconds: of the processor that it may use.
        arguments: what it finds in `sys.argv`, as texts.
    """
    library = "\n".join(path for path in sys.path if path.endswith("-packages"))
    folder = Path(__file__).parent
    limits = (str(folder / "limits.py"), str(memory), str(seconds))
    path = str(folder / f"{script}.py")
    process = subprocess.Popen(  # noqa: S603 (nothing of the file is among the arguments)
        [sys.executable, "-I", "-c", _START, library, *limits, path, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process was started without pipes")
    return Contained(process, process.stdin, process.stdout)
