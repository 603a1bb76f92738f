"""The whole launcher, ended in the middle of things: no process and no port is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sandbox.demo.leftovers import Register
from sandbox.demo.ports import free_ports, still_taken
from sandbox.demo.settings import CHECKOUT

_LIMIT = 90.0


class Launched:
    """`python -m sandbox.demo` on free ports, with its output in a file."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "state"
        self.ports = free_ports(3)
        self._output = folder / "output.txt"
        names = ("--port", "--core-port", "--quickbooks-port")
        numbers = [word for pair in zip(names, map(str, self.ports), strict=True) for word in pair]
        command = [sys.executable, "-m", "sandbox.demo", "--once", "--state", str(self.state)]
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"}
        with self._output.open("w") as output:
            self.process = subprocess.Popen(  # noqa: S603  (our own launcher)
                [*command, *numbers],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self._output.read_text()

    def wait_until_it_prints(self, words: str) -> None:
        deadline = time.monotonic() + _LIMIT
        while words not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.05)

    def left(self) -> list[psutil.Process]:
        return Register(self.state).running()

    def assert_nothing_is_left(self) -> None:
        assert self.left() == []
        assert still_taken(self.ports) == []


@pytest.fixture
def launched(tmp_path: Path) -> Iterator[Launched]:
    demo = Launched(tmp_path)
    yield demo
    demo.process.kill()
    for process in demo.left():
        process.kill()


@pytest.mark.live
@pytest.mark.parametrize("moment", ["core sandbox starting", "Airflow starting"])
def test_ctrl_c_at_any_moment_leaves_no_process_and_no_port(
    launched: Launched, moment: str
) -> None:
    launched.wait_until_it_prints(moment)
    assert launched.left()
    launched.process.send_signal(signal.SIGINT)
    launched.wait_until_it_prints("Stopping everything")
    launched.process.send_signal(signal.SIGINT)
    assert launched.process.wait(_LIMIT) == 130
    assert "the demo left nothing running, all ports are free again" in launched.output
    launched.assert_nothing_is_left()


@pytest.mark.live
def test_a_part_that_dies_stops_the_demo_with_its_name(launched: Launched) -> None:
    launched.wait_until_it_prints("Airflow starting")
    (scheduler,) = [process for process in launched.left() if "scheduler" in process.cmdline()]
    scheduler.kill()
    assert launched.process.wait(_LIMIT) == 1
    assert "The demo can't continue. scheduler ended unexpectedly" in launched.output
    launched.assert_nothing_is_left()


@pytest.mark.live
def test_what_sigkill_leaves_is_ended_by_make_clean(launched: Launched) -> None:
    launched.wait_until_it_prints("Airflow starting")
    launched.process.kill()
    launched.process.wait()
    assert launched.left()
    cleared = subprocess.run(  # noqa: S603  (our own launcher)
        [sys.executable, "-m", "sandbox.demo", "--clean", "--state", str(launched.state)],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert cleared.returncode == 0
    assert "An earlier demo was interrupted" in cleared.stdout
    assert not launched.state.exists()
    launched.assert_nothing_is_left()
