"""Pictures of every page, in light and dark, for the documentation.

`python -m tests.browser.screenshots` starts an Airflow with its sandboxes, runs the three workflows and
writes docs/images/pages anew; four minutes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from include.core_backoffice.mapping.own_layout import sample_workbook
from sandbox.demo.console import Console
from sandbox.demo.demo import Demo, running_demo
from sandbox.demo.ports import free_ports
from sandbox.demo.settings import REALM, DemoSettings
from tests.browser.visit import Visit, running_chromium

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images" / "pages"
LOOKS = ("light", "dark")
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PREVIEW = 5
"""The run of `spoil` that is a preview."""


def main() -> int:
    """Write the pictures. Returns 0."""
    with TemporaryDirectory() as state:
        airflow, core, quickbooks = free_ports(3)
        settings = DemoSettings(
            state=Path(state),
            airflow_port=airflow,
            core_port=core,
            quickbooks_port=quickbooks,
            seed_arguments=("--transactions", "60", "--agents", "12", "--billing-months", "3"),
        )
        with running_demo(settings, Console(sys.stderr)) as demo, running_chromium() as browser:
            demo.run_workflows()
            spoil(demo)
            for look in LOOKS:
                visit = Visit(browser, demo, "admin", look=look)
                for name, path in pages(visit):
                    visit.open(path)
                    visit.page.wait_for_timeout(400)  # the frame's height settles
                    picture(visit, FOLDER / f"{name}-{look}.png")
                visit.close()
            for look in LOOKS:
                visit = Visit(browser, demo, "admin", look=look)
                imports(visit, look)
                desktop(visit, look)
                visit.close()
    return 0


def spoil(demo: Demo) -> None:
    """Somebody deletes one invoice in QuickBooks, so that there is something to attend to."""
    url = f"{demo.settings.quickbooks_url}/sandbox/{REALM}"
    with httpx.Client(timeout=30, trust_env=False) as client:
        rows = client.get(f"{url}/entries").json()
        invoice = next(row for row in rows if row["type"] == "Invoice")
        sent = {"entity": "Invoice", "id": invoice["id"], "action": "delete", "fields": {}}
        client.post(f"{url}/edit", json=sent).raise_for_status()
    demo.run_workflows(["brokerage_income"])
    demo.run_workflows(["agent_expenses"], {"preview_only": True})


def pages(visit: Visit) -> Iterator[tuple[str, str]]:
    """Every page by the name of its picture."""
    home = f"/companies/{visit.demo.settings.company}"
    yield "overview", f"{home}/"
    for listing, one in (("transactions", "transaction"), ("billing", "billing-log")):
        yield listing, f"{home}/{listing}"
        yield one, f"{home}/{below(visit, f'{home}/{listing}')}"
    yield "attention", f"{home}/attention"
    yield "history", f"{home}/history"
    yield "run", f"{home}/history/1"
    yield "changes", f"{home}/history/changes"
    yield "trail", f"{home}/history/trail"
    yield "preview", f"{home}/history/{PREVIEW}"
    yield "month", tied_out(visit, f"{home}/months")
    yield "tie-out", f"{home}/tie-out?compare=yes"
    yield "workflows", f"{home}/workflows"
    yield "template", f"{home}/workflows/brokerage_income/income-via-deposits"
    yield "options", f"{home}/workflows/brokerage_income/income-via-invoices"
    yield "auto-sync", f"{home}/auto-sync"
    yield "integrations", "/settings/integrations"
    yield "add-quickbooks", "/settings/integrations/add"
    yield "add-online", "/settings/integrations/add/online"


def tied_out(visit: Visit, month: str) -> str:
    """A month's page, after its tie-out."""
    visit.open(month)
    visit.press("Run tie-out")
    visit.see(re.compile("compared "))
    return month


def desktop(visit: Visit, look: str) -> None:
    """The form of QuickBooks Desktop, and the page that waits for the PC."""
    visit.open("/settings/integrations/add/desktop")
    picture(visit, FOLDER / f"add-desktop-{look}.png")
    visit.frame.get_by_label("Company name").fill(f"Oak Street {look}")
    visit.frame.get_by_label("Time zone").fill("America/Chicago")
    visit.press("Create connection file")
    visit.see("Waiting for PC")
    picture(visit, FOLDER / f"desktop-{look}.png")


def imports(visit: Visit, look: str) -> None:
    """A file whose columns are matched, and the list that it is in."""
    home = f"/companies/{visit.demo.settings.company}/imports"
    visit.open(f"{home}/upload")
    sample = {"name": "closings.xlsx", "mimeType": _WORKBOOK, "buffer": sample_workbook()}
    visit.frame.get_by_label("File", exact=True).set_input_files(sample)  # type: ignore[arg-type]  # (a dict of its keys)
    visit.press("Upload file")
    visit.see("In balance")
    picture(visit, FOLDER / f"match-columns-{look}.png")
    visit.open(home)
    picture(visit, FOLDER / f"imports-{look}.png")


def below(visit: Visit, listing: str) -> str:
    """The page of the first line of a list, below the company's."""
    frame = visit.open(listing)
    address = frame.locator("tbody th a").first.get_attribute("href") or ""
    return address.partition(f"/companies/{visit.demo.settings.company}/")[2]


def picture(visit: Visit, file: Path) -> None:
    """Keep a picture of what is to be seen."""
    file.parent.mkdir(parents=True, exist_ok=True)
    visit.page.screenshot(path=file)


if __name__ == "__main__":
    sys.exit(main())
