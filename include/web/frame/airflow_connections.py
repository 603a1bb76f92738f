"""How routes look Airflow connections up; tasks do it in another way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends

from include.provider.connections.listed import in_server
from include.provider.connections.opening import AirflowConnection


def _lookup() -> Callable[[str], AirflowConnection]:
    return in_server


ConnectionLookup = Annotated[Callable[[str], AirflowConnection], Depends(_lookup)]
"""How a route looks connections up. Tests put their own in its place."""

lookup_in_server = _lookup
"""The dependency that tests override."""
