"""A module's mutants against the tests that own it, each in a process of its own.

Starting Python, pytest and our libraries takes two seconds, and a mutant's tests a tenth of one. So
they are started once, with all modules that don't import the mutated one, and a copy (fork) of the
process imports the mutant and the rest, and runs the tests.
"""

from __future__ import annotations

import importlib.machinery
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from importlib.abc import Loader, MetaPathFinder
from pathlib import Path
from types import CodeType, ModuleType
from typing import NoReturn

import pytest
from hypothesis import Phase, settings

_OURS = ("include", "sandbox", "tests")
_READ_ONCE = ("include", "sandbox")
_SWITCHES = (
    *("-x", "-q", "--noconftest", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("--assert=plain", "--tb=no"),
)
"""Nobody reads what failed, so nothing is made of it."""
_MEMORY = 4 * 1024**3
_EXAMPLES = 20
_LEAST_TIME, _MOST_TIME = 3, 120


class Outcome(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    TIMEOUT = "timeout"


class BrokenTests(Exception):
    """The tests fail without any mutation, so they can show nothing."""


def prepare(tests: Sequence[str]) -> list[str]:
    """Import every library that the tests use, so that copies have them; returns our own modules' names."""
    names = _imported(tests)
    _import(name for name in names if name.partition(".")[0] not in _OURS)
    os.environ["TESTS"] = "quick"
    settings.register_profile(
        "mutants",
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),  # no smaller example is looked for
    )
    settings.load_profile("mutants")
    return [name for name in names if name.partition(".")[0] in _READ_ONCE]


def _import(names: Iterable[str]) -> None:
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001, S112  (parts that only others may import)
            continue


def outcomes(
    module: str, sources: Sequence[str], tests: Sequence[str], ours: Sequence[str], until: float
) -> Iterator[Outcome]:
    """What becomes of each mutant of a module, one after the other, until a time of day.

    Args:
        module: the path of the module.
        sources: its mutants' texts.
        tests: the files with the tests.
        ours: our modules that they import.
        until: when to stop, as `time.monotonic()` counts.

    Raises:
        BrokenTests: they fail on the module as it is.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        _silent(lambda: _run(module, tests, ours, _Trials(module, sources, writer)))
    os.close(writer)
    try:
        with os.fdopen(reader) as answers:
            plain = answers.readline().strip()
            if plain != Outcome.SURVIVED:
                raise BrokenTests(f"The tests of {module} fail as it is: {' '.join(tests)}")
            for answer in answers:
                yield Outcome(answer.strip())
                if time.monotonic() > until:
                    return
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _run(module: str, tests: Sequence[str], ours: Sequence[str], trials: _Trials) -> int:
    """Import what doesn't import the module, once for all its mutants, and run the tests."""
    nobody = _Mutated(module, compile("raise ImportError", module, "exec"))
    sys.meta_path.insert(0, nobody)
    _import(ours)
    sys.meta_path.remove(nobody)
    return int(pytest.main([*_SWITCHES, *tests], [trials]))


class _Trials:
    """A plugin of pytest: where tests are collected, a copy of the process goes on for each mutant."""

    def __init__(self, module: str, sources: Sequence[str], answers: int) -> None:
        self._module = module
        self._sources = (Path(module).read_text(), *sources)
        self._answers = answers

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Go on as one copy after the other."""
        seconds = _MOST_TIME
        for source in self._sources:
            started = time.monotonic()
            pid = os.fork()
            if pid == 0:
                self._become(source, seconds)
                return
            outcome = _outcome(os.waitpid(pid, 0)[1])
            if source is self._sources[0]:
                seconds = _LEAST_TIME + int(10 * (time.monotonic() - started))
            os.write(self._answers, f"{outcome}\n".encode())
        os._exit(0)

    def _become(self, source: str, seconds: int) -> None:
        os.close(self._answers)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        signal.alarm(seconds)
        sys.meta_path.insert(0, _Mutated(self._module, compile(source, self._module, "exec")))


def _outcome(status: int) -> Outcome:
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        return Outcome.TIMEOUT
    return Outcome.SURVIVED if os.waitstatus_to_exitcode(status) == 0 else Outcome.KILLED


def _silent(run: Callable[[], int]) -> NoReturn:
    """Run something without a word, and end the process with its exit code."""
    code = 1
    try:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        code = run()
    finally:
        os._exit(code)


def _imported(tests: Sequence[str]) -> list[str]:
    """The names of all modules that are there once the tests are collected."""
    reader, writer = os.pipe()

    def collect() -> int:
        pytest.main([*_SWITCHES, "--collect-only", *tests])
        with os.fdopen(writer, "w") as answer:
            answer.write("\n".join(sys.modules))
        return 0

    pid = os.fork()
    if pid == 0:
        _silent(collect)
    os.close(writer)
    with os.fdopen(reader) as answer:
        names = answer.read().splitlines()
    os.waitpid(pid, 0)
    return names


class _Mutated(MetaPathFinder, Loader):
    """Gives one module's mutant to whoever imports it."""

    def __init__(self, module: str, code: CodeType) -> None:
        self._name = module.removesuffix(".py").replace("/", ".")
        self._path = module
        self._code = code

    def find_spec(
        self,
        fullname: str,
        path: object,  # noqa: ARG002  (of every finder)
        target: object = None,  # noqa: ARG002  (as above)
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=self._path)

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)  # noqa: S102  (our own code, changed in one place)
