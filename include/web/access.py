"""Who is asking: the one place that touches Airflow's own login."""

from __future__ import annotations

from typing import Annotated, Any

from airflow.api_fastapi.core_api.security import get_user
from fastapi import Depends

SignedIn = Annotated[Any, Depends(get_user)]
"""The signed-in user; anonymous requests are answered with 401 before any page is made."""
