"""Sandboxes in processes of their own, so that what is measured does not share a CPU lock with them."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from sandbox.serving import TLS

_START_LIMIT = 30.0


@contextmanager
def sandbox_process(module: str, *arguments: str) -> Iterator[str]:
    """Run a sandbox in memory on a free port.

    Args:
        module: "sandbox.core_backoffice" or "sandbox.quickbooks_online".
        arguments: of its command line.

    Yields:
        Its address.
    """
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", module, "--port", str(port), *arguments]
    process = subprocess.Popen(command)  # noqa: S603  (our own module, arguments named here)
    try:
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/sandbox/health", trust_env=False, verify=TLS).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"the sandbox at {url} did not start")
