"""A person at a browser: logs in to Airflow, opens our pages inside its frame, presses buttons."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from playwright.sync_api import (
    Browser,
    BrowserContext,
    FrameLocator,
    Locator,
    Page,
    sync_playwright,
)

from sandbox.demo.demo import Demo

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing is asked of Google's services, and a container's root needs no sandbox of its own.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
A_RUN = 60_000.0
"""Milliseconds that a run may take on a busy machine."""


def chromium() -> str:
    """Where Chromium is; empty when there is none."""
    return next((path for name in _NAMES if (path := shutil.which(name))), "")


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A headless Chromium of its own."""
    with TemporaryDirectory(prefix="chromium-") as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=list(_FLAGS), env={"HOME": home}
        )
        yield browser
        browser.close()


class Visit:
    """One signed-in person.

    Args:
        browser: Chromium.
        demo: the Airflow and sandboxes that are visited.
        user: who logs in.
        width: of the window; 360 is a phone's.
        look: "light" or "dark", as they chose in Airflow.
        zone: the time zone of their browser; the machine's if none is given.
    """

    def __init__(
        self,
        browser: Browser,
        demo: Demo,
        user: str,
        width: int = 1280,
        look: str = "light",
        zone: str | None = None,
    ) -> None:
        self.demo = demo
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 800},
            base_url=demo.settings.airflow_url,
            color_scheme="dark" if look == "dark" else "light",
            timezone_id=zone,
        )
        self.context.add_init_script(f"localStorage.setItem('theme', '{look}')")
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()
        self.log_in(user)

    def log_in(self, user: str) -> None:
        """Through Airflow's own login page."""
        self.page.goto("/auth/login/")
        self.fill_login(user)

    def fill_login(self, user: str) -> None:
        """Fill in the login page that is open, and wait until it has let us in."""
        self.page.fill("input[name=username]", user)
        self.page.fill("input[name=password]", self.demo.keys.password)
        self.page.click("button[type=submit]")
        self.page.wait_for_url(lambda url: "/auth/login" not in url)

    @property
    def frame(self) -> FrameLocator:
        """Our page inside Airflow's."""
        return self.page.frame_locator("iframe")

    def open(self, path: str) -> FrameLocator:
        """One of our pages by its address inside Airflow: "/companies/willow-park/"."""
        self.page.goto(f"/plugin/quickbooks/corebooks{path}")
        self.frame.locator("main h1").wait_for()
        return self.frame

    def company(self, path: str = "") -> FrameLocator:
        """A page of the demo's company."""
        return self.open(f"/companies/{self.demo.settings.company}/{path}")

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press the button of this name."""
        self.frame.get_by_role("button", name=name).first.click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow the link of this name."""
        self.frame.get_by_role("link", name=name).first.click()

    def see(self, text: str | re.Pattern[str], timeout: float = 20_000) -> Locator:
        """Wait until a text is to be seen."""
        found = self.frame.get_by_text(text).first
        found.wait_for(timeout=timeout)
        return found

    def text(self) -> str:
        """What stands on the page."""
        return self.frame.locator("main").inner_text()

    def close(self) -> None:
        """End the visit."""
        self.context.close()
