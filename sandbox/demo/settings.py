"""Where the demo stores its state, and its names."""

from __future__ import annotations

import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

from sandbox.demo.countries import ABROAD, ON_DESKTOP, UNITED_STATES, Abroad

CHECKOUT = Path(__file__).resolve().parents[2]

CORE_API_KEY = "core-sandbox-key"
CLIENT_ID = "sandbox-client"
CLIENT_SECRET = "sandbox-secret"  # noqa: S105  (opens nothing but the sandbox on this machine)
REALM = "9130000000000001"
USER = "admin"
USERS = {USER: "admin", "finance": "user", "auditor": "viewer"}
"""Who can sign in, and with which of Airflow's roles; all with the same password."""

EDITIONS = ("online", "desktop")
SOURCES = ("api", "files")
"""Where CORE's records come from: its API, or files that you import on the pages."""

DAGS = ("brokerage_income", "agent_expenses", "agent_billing")


@dataclass(frozen=True, slots=True)
class DemoSettings:
    """One demo: its ports, its folder and the templates it shows.

    With `first_time`, you connect and set up on the pages, and no workflow runs. With the `source`
    "files" there is no CORE, and Airflow has no connection to one. `edition` is "online" or "desktop", `kind_of_company` a word of `companies.COMPANIES`, `country` "US" or a key of
    `countries.ABROAD`, `plan` a word of `plans.PLANS`, or empty. A template may be empty: its workflow
    stays off. Everything listens on 127.0.0.1 only.
    `seed_arguments` go to the CORE sandbox.
    `scheduler_pause` (seconds) and `reread_seconds` are how often Airflow looks for tasks that are due
    and for changed DAG files; both take power from whatever else the machine does.
    """

    state: Path = CHECKOUT / ".state"
    dags: Path = CHECKOUT / "dags"
    plugins: Path = CHECKOUT / "plugins"
    airflow_port: int = 8080
    core_port: int = 8090
    quickbooks_port: int = 8091
    edition: str = "online"
    kind_of_company: str = "usual"
    country: str = UNITED_STATES
    plan: str = ""
    income: str = "income-via-invoices"
    expenses: str = "expenses-via-bills"
    billing: str = "billings-and-payments"
    since: str = "2024-01-01"
    source: str = "api"
    once: bool = False
    first_time: bool = False
    seed_arguments: tuple[str, ...] = ()
    scheduler_pause: float = 0.2
    reread_seconds: int = 10

    @property
    def desktop(self) -> bool:
        """Whether the company is a company file on a PC."""
        return self.edition == "desktop"

    @property
    def by_files(self) -> bool:
        """Whether records come by import alone, without a CORE."""
        return self.source == "files"

    @property
    def company(self) -> str:
        """The company ID; each edition, country and kind of company has its own, so all can exist."""
        return "-".join(("willow-park", *(["desktop"] if self.desktop else []), *self._variant))

    @property
    def _variant(self) -> tuple[str, ...]:
        """What tells the company from the usual one: its country, its subscription, its kind."""
        country = self.country.lower() if self.abroad else ""
        kind = self.kind_of_company if self.kind_of_company != "usual" else ""
        return tuple(word for word in (country, self.plan, kind) if word)

    @property
    def abroad(self) -> Abroad | None:
        """The company's country, unless it is the United States."""
        return (ON_DESKTOP if self.desktop else ABROAD).get(self.country)

    @property
    def currency(self) -> str:
        """What CORE's amounts and the books are in."""
        return self.abroad.currency if self.abroad else "USD"

    @property
    def realm(self) -> str:
        """QuickBooks Online's own ID of the company: 16 digits."""
        realm = (self.abroad.realm if self.abroad else "") or REALM
        kind = "-".join(word for word in self._variant if word != self.country.lower())
        return str(int(realm) + 10 * (zlib.crc32(kind.encode()) % 10_000))

    @property
    def quickbooks_data(self) -> Path:
        """Where the QuickBooks Online sandbox keeps the company."""
        return self.state / "-".join(("quickbooks-sandbox", *self._variant))

    @property
    def company_file(self) -> Path:
        """Where the PC's sandbox keeps the company file."""
        return self.state / ("-".join(("quickbooks-desktop", *self._variant)) + ".db")

    @property
    def workflows(self) -> tuple[str, ...]:
        """The DAGs of the workflows that are on."""
        chosen = (self.income, self.expenses, self.billing)
        return tuple(dag for dag, key in zip(DAGS, chosen, strict=True) if key)

    @property
    def airflow_url(self) -> str:
        """Airflow's pages and API."""
        return f"http://127.0.0.1:{self.airflow_port}"

    @property
    def core_url(self) -> str:
        """The CORE sandbox; its API is under /api."""
        return f"http://127.0.0.1:{self.core_port}"

    @property
    def quickbooks_url(self) -> str:
        """The QuickBooks sandbox; its pages are under /app."""
        return f"http://127.0.0.1:{self.quickbooks_port}"

    @property
    def books_url(self) -> str:
        """Where the QuickBooks sandbox returns what is in the company."""
        return f"{self.quickbooks_url}/sandbox" + ("" if self.desktop else f"/{self.realm}")

    @property
    def books_page(self) -> str:
        """The page that shows the company."""
        if self.desktop:
            return f"{self.quickbooks_url}/app/company/"
        return f"{self.quickbooks_url}/app/{self.realm}/"

    @property
    def logs(self) -> Path:
        """One log per process."""
        return self.state / "logs"

    @property
    def airflow_home(self) -> Path:
        """Airflow's own folder: its database and the logs of tasks."""
        return self.state / "airflow"

    @property
    def imports(self) -> Path:
        """Below it, sources can read folders."""
        return self.state / "imports"

    @property
    def database_url(self) -> str:
        """CoreBooks' own database."""
        return f"sqlite:///{self.state / 'corebooks.db'}"

    @property
    def ports(self) -> dict[str, tuple[str, int]]:
        """Who listens where: name -> (variable of make, port)."""
        core = {} if self.by_files else {"the CORE sandbox": ("CORE_PORT", self.core_port)}
        return {
            "Airflow": ("PORT", self.airflow_port),
            **core,
            "the QuickBooks sandbox": ("QUICKBOOKS_PORT", self.quickbooks_port),
        }


def python(*arguments: str) -> list[str]:
    """A command of this Python, so that nothing is looked up on PATH."""
    return [sys.executable, *arguments]
