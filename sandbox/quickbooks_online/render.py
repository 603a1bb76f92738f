"""Pages for people, rendered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import Request
from starlette.responses import Response

from sandbox.accounting.pages import templates

_TEMPLATES = templates(Path(__file__).parent / "templates", "QuickBooks Online")


def page(
    request: Request, template: str, values: Mapping[str, Any], *, status: int = 200
) -> Response:
    """One page; `values` are escaped where they are shown."""
    return _TEMPLATES.TemplateResponse(request, template, dict(values), status_code=status)
