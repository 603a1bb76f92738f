"""Real processes throughout: what is promised is that none of them is left."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sandbox.demo.console import Console
from sandbox.demo.failures import ChildDied, Interrupted, TookTooLong
from sandbox.demo.leftovers import MARKER, Register
from sandbox.demo.processes import Processes
from sandbox.demo.settings import CHECKOUT

STAYS = "import time\nprint('up', flush=True)\nwhile True: time.sleep(60)"
DEAF = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + STAYS
# As Airflow's parts do: a child of its own, in a session of its own, which outlives its parent.
PARENT = (
    "import subprocess, sys\n"
    f"subprocess.Popen([sys.executable, '-c', {STAYS!r}], start_new_session=True)\n" + STAYS
)
ENVIRONMENT = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    started = Processes(tmp_path, Console(io.StringIO()))
    yield started
    started.stop()


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def _start(processes: Processes, code: str, ups: int = 1) -> psutil.Process:
    child = processes.start("part", _python(code), ENVIRONMENT)
    processes.wait_for(lambda: child.log.read_text().count("up") >= ups, "the part", 20)
    return psutil.Process(child.process.pid)


def test_stopping_ends_a_part_and_whatever_it_started(processes: Processes, tmp_path: Path) -> None:
    parent = _start(processes, PARENT, ups=2)
    (child,) = parent.children()
    assert processes.stop() == 2
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
    assert Register(tmp_path).running() == []


def test_a_part_that_will_not_listen_is_killed(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.demo.leftovers.PATIENCE", 0.2)
    monkeypatch.setattr("sandbox.demo.leftovers.LIMIT", 0.4)
    part = _start(processes, DEAF)
    assert processes.stop() == 1
    assert not part.is_running()


def test_a_part_that_ends_by_itself_is_named_with_the_end_of_its_log(processes: Processes) -> None:
    processes.start("scheduler", _python("raise SystemExit('the database is locked')"), ENVIRONMENT)
    with pytest.raises(ChildDied, match=r"(?s)scheduler ended .*exit code 1.*database is locked"):
        processes.wait_for(lambda: False, "anything else", 20)


def test_a_command_that_fails_says_so_with_its_output(processes: Processes) -> None:
    with pytest.raises(ChildDied, match=r"(?s)migrate .*exit code 3.*no such table"):
        processes.run("migrate", _python("print('no such table'); exit(3)"), ENVIRONMENT)


def test_a_command_gives_its_output(processes: Processes) -> None:
    assert processes.run("report", _python("print('42 bills')"), ENVIRONMENT) == "42 bills\n"


def test_waiting_ends_with_what_was_waited_for(processes: Processes) -> None:
    with pytest.raises(TookTooLong, match="waiting for the end of days"):
        processes.wait_for(lambda: False, "the end of days", 0.3)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(signal.SIGINT, "Ctrl-C"), (signal.SIGTERM, "SIGTERM"), (signal.SIGHUP, "SIGHUP")],
)
def test_a_signal_ends_every_wait(
    processes: Processes, number: signal.Signals, sentence: str
) -> None:
    with processes.listening_to_signals():
        os.kill(os.getpid(), number)
        with pytest.raises(Interrupted, match=sentence):
            processes.wait_for(lambda: False, "anything else", 20)
        with pytest.raises(Interrupted):
            processes.start("late", _python(STAYS), ENVIRONMENT)


def test_a_second_ctrl_c_does_not_stop_the_stopping(
    processes: Processes, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    part = _start(processes, STAYS)
    with processes.listening_to_signals():
        processes._stopping = True
        os.kill(os.getpid(), signal.SIGINT)
        processes.stop()
    assert "Still stopping" in capfd.readouterr().err
    assert not part.is_running()
    assert Register(tmp_path).running() == []


def test_what_a_killed_demo_left_is_ended_by_the_next(tmp_path: Path) -> None:
    launcher = (
        "import io, os, sys, signal, pathlib\n"
        "from sandbox.demo.console import Console\n"
        "from sandbox.demo.processes import Processes\n"
        f"processes = Processes(pathlib.Path({str(tmp_path)!r}), Console(io.StringIO()))\n"
        f"child = processes.start('part', [sys.executable, '-c', {PARENT!r}], os.environ)\n"
        "up = lambda: child.log.read_text().count('up') == 2\n"
        "processes.wait_for(up, 'the part', 20)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run(  # noqa: S603  (our own code)
        _python(launcher), check=False, env={**ENVIRONMENT, "PYTHONPATH": str(CHECKOUT)}
    )
    assert killed.returncode == -signal.SIGKILL
    printed = io.StringIO()
    assert Processes(tmp_path, Console(printed)).end_leftovers() == 2
    assert "An earlier demo was interrupted; ending 2 processes it left" in printed.getvalue()
    assert Register(tmp_path).running() == []


def test_a_process_that_got_a_recorded_number_later_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603  (our own code)
        _python(STAYS), env=ENVIRONMENT, stdout=subprocess.PIPE
    ) as stranger:
        started = psutil.Process(stranger.pid).create_time()
        row = {"pid": stranger.pid, "started": started - 3600}
        (tmp_path / "processes.json").write_text(json.dumps([row]))
        try:
            assert Processes(tmp_path, Console(io.StringIO())).end_leftovers() == 0
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_processes_of_a_demo_in_another_checkout_are_left_alone(tmp_path: Path) -> None:
    environment = {**ENVIRONMENT, MARKER: str(tmp_path / "other")}
    with subprocess.Popen(  # noqa: S603  (our own code)
        _python(STAYS), env=environment, stdout=subprocess.PIPE
    ) as stranger:
        assert stranger.stdout is not None
        stranger.stdout.readline()
        try:
            assert Register(tmp_path / "mine").running() == []
            assert [process.pid for process in Register(tmp_path / "other").running()] == [
                stranger.pid
            ]
        finally:
            stranger.kill()


def test_a_terminal_that_was_closed_does_not_keep_the_demo_from_stopping(tmp_path: Path) -> None:
    gone = (tmp_path / "terminal").open("w")
    gone.close()
    Console(gone).step("Stopping everything ...")
