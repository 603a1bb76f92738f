"""Pages for people: templates, escaped, with nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.templating import Jinja2Templates
from starlette.responses import Response

from sandbox.quickbooks_online import money
from sandbox.quickbooks_online.document_view import shown_dollars

_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def words(name: str) -> str:
    """A name of the API as words: `SalesReceipt` is `Sales receipt`."""
    return _CAPITAL.sub(" ", name).capitalize()


HERE = Path(__file__).parent
_TEMPLATES = Jinja2Templates(directory=HERE / "templates")
_TEMPLATES.env.filters["money"] = money.shown
_TEMPLATES.env.filters["dollars"] = shown_dollars
_TEMPLATES.env.filters["words"] = words


def page(
    request: Request, template: str, values: Mapping[str, Any], *, status: int = 200
) -> Response:
    """One page; `values` are escaped where they are shown."""
    return _TEMPLATES.TemplateResponse(request, template, dict(values), status_code=status)
