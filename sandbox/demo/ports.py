"""Ports: free, taken, and by whom."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable, Mapping

import psutil

from sandbox.demo.failures import PortInUse, PortTwice

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether the demo could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # A program may listen on all addresses; some systems allow another bind beside it.
        if probe.connect_ex((HOST, port)) == 0:
            return False
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As servers do: a port whose last connections are still closing counts as free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True


def still_taken(ports: Iterable[int], limit: float = 5.0) -> list[int]:
    """Wait until ports are free, as they are a moment after their servers have ended.

    Returns:
        Those that are not free after `limit` seconds.
    """
    deadline = time.monotonic() + limit
    taken = [port for port in ports if not is_free(port)]
    while taken and time.monotonic() < deadline:
        time.sleep(0.1)
        taken = [port for port in taken if not is_free(port)]
    return taken


def free_ports(count: int) -> list[int]:
    """Ports that are free at the moment, all different."""
    probes = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def require_free(ports: Mapping[str, tuple[str, int]]) -> None:
    """Check that every part can have its port.

    Args:
        ports: who listens -> (variable of make that chooses another, port).

    Raises:
        PortInUse: another program uses one of them.
        PortTwice: two parts have the same.
    """
    seen: set[int] = set()
    for who, (variable, port) in ports.items():
        if port in seen:
            raise PortTwice(port)
        seen.add(port)
        if not is_free(port):
            raise PortInUse(who, variable, port, listener_on(port))


def listener_on(port: int) -> str:
    """The program that listens on a port, as "name (process 123)"; empty if it is hidden."""
    try:
        connections = psutil.net_connections("tcp")
    except psutil.Error:  # macOS shows other users' connections to root only
        return ""
    for connection in connections:
        address = connection.laddr
        listening = connection.status == psutil.CONN_LISTEN and connection.pid
        if listening and address and address.port == port:
            try:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
            except psutil.Error:
                return ""
    return ""
