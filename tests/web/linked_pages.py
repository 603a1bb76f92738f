"""The pages and exports of a company, by the links that lead to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.sync.office import COMPANY
from tests.web.office_pages import OfficePages

_ASIDE = ("/static/", "/htmx/", "disconnect", "/quickbooks/", "/run_", "/dags", "/add", ".py")


def linked(pages: OfficePages) -> dict[str, str]:
    """The pages of the company that can be reached from its first one by links, each by its address."""
    home = f"/corebooks/companies/{COMPANY}/"
    found: dict[str, str] = {}
    to_open = [home]
    while to_open:
        address = to_open.pop()
        if address in found or len(found) > 120:
            continue
        answer = pages.browser.get(address)
        kind = answer.headers.get("content-type", "")
        # Excel's files have the columns of the CSV beside them.
        found[address] = answer.text if kind.startswith("text/") else ""
        if kind.startswith("text/html"):
            to_open += [one for one in _links(answer.text) if one.startswith(home)]
    return found


def _links(page: str) -> Iterator[str]:
    for href in re.findall(r'href="([^"#]+)', page):
        address = urlsplit(href.replace("&amp;", "&"))
        if not address.netloc and not any(one in address.path for one in _ASIDE):
            yield f"{address.path}?{address.query}" if address.query else address.path
