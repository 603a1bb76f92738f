"""Files of a few rows, uploaded and matched as people do it."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser

from httpx import Response

from include.core_backoffice.mapping.own_layout import sample_workbook
from include.web.frame.csrf import csrf_token
from tests.web.office_pages import OfficePages

SAMPLE = "sample.xlsx"
SOURCE = "willow-park-exports"


def upload(
    pages: OfficePages, name: str, content: bytes, form: Mapping[str, str] | None = None
) -> Response:
    """Upload a file; what is answered."""
    answer: Response = pages.browser.post(
        pages.address("imports/upload"),
        data={"csrf_token": csrf_token(pages.who), **(form or {})},
        files={"file": (name, content)},
    )
    return answer


def upload_sample(pages: OfficePages) -> Response:
    """Upload the filled sample of CoreBooks' own workbook."""
    return upload(pages, SAMPLE, sample_workbook())


def import_sample(pages: OfficePages) -> None:
    """Upload the sample, and activate the ready profile that knows it."""
    assert upload_sample(pages).status_code == 303
    answer = save(pages, "imports/files/1/mapping")
    assert answer.status_code == 303, answer.text


def save(pages: OfficePages, mapping: str, changes: Mapping[str, str] | None = None) -> Response:
    """Press “Activate and read” on a mapping page, with some fields changed."""
    form = form_of(pages.open(mapping), "mapping") | {
        name: [value] for name, value in (changes or {}).items()
    }
    answer: Response = pages.browser.post(pages.address(f"{mapping}/save"), data=form)
    return answer


def form_of(page: str, form_id: str) -> dict[str, list[str]]:
    """What a browser would send of a form: every field with its value."""
    parser = _Fields(form_id)
    parser.feed(page)
    assert parser.fields, f"no form {form_id}"
    return parser.fields


class _Fields(HTMLParser):
    """Reads the fields of one form."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._form_id = form_id
        self._is_in = False
        self._select: tuple[str, list[str]] | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_in = given.get("id") == self._form_id
        if not self._is_in:
            return
        if tag == "input" and given.get("name"):
            is_box = given.get("type") in ("checkbox", "radio")
            if not is_box or "checked" in given:
                self._add(given["name"], given.get("value", ""))
        elif tag == "select":
            self._select = (given["name"], [])
        elif tag == "option" and self._select:
            chosen = self._select[1]
            if "selected" in given:
                chosen[:] = [given.get("value", "")]
            elif not chosen:
                chosen.append(given.get("value", ""))
        elif tag == "textarea":
            self._area = (given["name"], [])

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_in = False
        elif tag == "select" and self._select:
            self._add(self._select[0], "".join(self._select[1]))
            self._select = None
        elif tag == "textarea" and self._area:
            self._add(self._area[0], "".join(self._area[1]))
            self._area = None

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)
