"""Selects **Connect** on the QuickBooks sandbox's consent page, as a user would in a browser."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

from sandbox.demo.failures import DemoFailed


class ConsentFailed(DemoFailed):
    """The consent page did not return to CoreBooks."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(
            f"QuickBooks' consent page returned {answer.status_code} instead of redirecting to CoreBooks: "
            f"{answer.text[:300]}"
        )


def grant(consent_url: str, realm: str = "") -> str:
    """Open the consent page and connect.

    Args:
        consent_url: the page's address.
        realm: the company to choose; the one that the page offers if empty.

    Returns:
        The address that the browser is sent to: redirect_uri with code, state and realmId.

    Raises:
        ConsentFailed: the page is missing, or did not redirect.
    """
    with httpx.Client(trust_env=False, timeout=15) as browser:
        page = browser.get(consent_url)
        form = _Form()
        form.feed(page.text)
        if page.is_error or form.action is None:
            raise ConsentFailed(page)
        chosen = {**form.fields, **({"realm": realm} if realm else {})}
        answer = browser.request(form.method, urljoin(str(page.url), form.action), data=chosen)
    location: str | None = answer.headers.get("Location")
    if not answer.is_redirect or not location:
        raise ConsentFailed(answer)
    return urljoin(str(answer.url), location)


class _Form(HTMLParser):
    """The first form of a page, as it is filled in, with its first button selected."""

    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.method = "GET"
        self.fields: dict[str, str] = {}
        self._selected = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and self.action is None:
            self.action = values.get("action", "")
            self.method = values.get("method", "GET").upper()
        name, kind = values.get("name", ""), values.get("type", "")
        button = tag == "button" or kind == "submit"
        if not name or tag not in ("input", "button") or (button and self._selected):
            return
        self._selected = self._selected or button
        if kind not in ("radio", "checkbox") or "checked" in values:
            self.fields[name] = values.get("value", "")
