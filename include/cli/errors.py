"""What can go wrong in a command; each message says what to do."""

from __future__ import annotations

from pydantic import ValidationError

from include.books.gateway import GatewayUnavailable
from include.database.companies import CompanyConnected, OtherCompany, WorkflowActive
from include.database.desktop_connections import CompanyIdTaken
from include.database.grants import NoRoles
from include.database.seal import KeyMalformed, SealBroken
from include.database.trail.examination import TrailBroken
from include.settings import SettingMissing
from include.sync.post.manual_matches import CantMatch
from include.sync.run.errors import CompanyNotChosen
from include.web_connector.qwc import AddressNotHttps
from include.workflows.choices import EntryUnknown, NothingToSuggest, OptionUnreadable
from include.workflows.template import TemplateUnavailable, TemplateUnknown


class CompanyUnknown(LookupError):
    """No company has this ID; connect it first."""

    def __init__(self, company: str) -> None:
        super().__init__(
            f"There is no company {company!r}. Connect it first: corebooks connect online "
            f"--company {company} --print-url"
        )


class DesktopNeedsFile(ValueError):
    """QuickBooks Desktop needs a connection file for the PC, and the address that the PC calls."""

    def __init__(self) -> None:
        super().__init__(
            "QuickBooks Desktop needs two more arguments. Add --qwc FILE, the connection file to "
            "write, and --url, the address that the Web Connector calls: "
            "https://airflow.example.com/corebooks/webconnector"
        )


class KeysLeft(RuntimeError):
    """Not everything is encrypted with the newest key; the message says what is left and what to do."""


class OptionInvalid(ValueError):
    """An option is unknown or has an invalid value; the template's page lists the options."""

    def __init__(self, error: ValidationError) -> None:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        super().__init__(f"The option {name} is invalid: {first['msg']}. Nothing was changed.")


UNDERSTOOD = (
    AddressNotHttps,
    CompanyConnected,
    CompanyIdTaken,
    CompanyNotChosen,
    CompanyUnknown,
    DesktopNeedsFile,
    EntryUnknown,
    GatewayUnavailable,
    KeyMalformed,
    KeysLeft,
    NoRoles,
    NothingToSuggest,
    OptionInvalid,
    OptionUnreadable,
    OtherCompany,
    CantMatch,
    SealBroken,
    SettingMissing,
    TemplateUnavailable,
    TemplateUnknown,
    TrailBroken,
    WorkflowActive,
)
"""Errors that are printed as their sentence; anything else is a bug and keeps its traceback."""
