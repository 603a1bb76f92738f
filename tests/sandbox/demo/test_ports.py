from __future__ import annotations

import os
import socket
import threading

import pytest

from sandbox.demo.failures import PortInUse, PortTwice
from sandbox.demo.ports import free_ports, is_free, require_free, still_taken


def test_a_port_in_use_is_named_with_its_holder_and_the_way_to_choose_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortInUse) as error:
            require_free({"Airflow": ("PORT", port)})
    assert f"Port {port} for Airflow is in use" in str(error.value)
    assert f"make demo PORT={port + 100}" in str(error.value)
    assert f"process {os.getpid()}" in str(error.value)


def test_a_port_in_use_on_all_addresses_is_not_free() -> None:
    with socket.create_server(("0.0.0.0", 0)) as other:  # noqa: S104  (the case in question)
        assert not is_free(other.getsockname()[1])


def test_a_port_is_free_again_when_its_server_has_gone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with (
            socket.create_connection(("127.0.0.1", port)),
            server.accept()[0],
        ):
            assert not is_free(port)
    assert is_free(port)


def test_a_port_is_waited_for_until_its_server_has_gone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert still_taken([port], 0.3) == [port]
        threading.Timer(0.3, server.close).start()
        assert still_taken([port], 10) == []


def test_two_parts_cannot_have_the_same_port() -> None:
    (port,) = free_ports(1)
    with pytest.raises(PortTwice, match="three different numbers"):
        require_free({"Airflow": ("PORT", port), "the CORE sandbox": ("CORE_PORT", port)})


def test_free_ports_are_all_different() -> None:
    assert len(set(free_ports(5))) == 5
