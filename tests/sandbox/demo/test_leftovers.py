from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.demo.failures import AlreadyRunning
from sandbox.demo.leftovers import only_demo
from sandbox.demo.settings import CHECKOUT


def _holder(state: Path) -> subprocess.Popen[str]:
    code = (
        "import pathlib, time\n"
        "from sandbox.demo.leftovers import only_demo\n"
        f"with only_demo(pathlib.Path({str(state)!r})):\n"
        "    print('held', flush=True)\n"
        "    while True: time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    holder = subprocess.Popen(  # noqa: S603  (our own code)
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_a_second_demo_in_the_same_checkout_is_told_who_runs(tmp_path: Path) -> None:
    with _holder(tmp_path) as holder:
        try:
            with pytest.raises(AlreadyRunning, match=rf"process {holder.pid}"), only_demo(tmp_path):
                pass
        finally:
            holder.kill()


def test_the_lock_of_a_killed_demo_blocks_no_other(tmp_path: Path) -> None:
    with _holder(tmp_path) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with only_demo(tmp_path):
        assert (tmp_path / "demo.lock").read_text() == f"process {os.getpid()}"
    assert (tmp_path / "demo.lock").read_text() == ""
