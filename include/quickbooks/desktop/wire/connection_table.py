"""Why the Web Connector can't reach QuickBooks on the PC: what each HRESULT means and asks for.

From Intuit's list of HRESULTs in the on-screen reference, and its page "Supporting your user".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    """What happened on the PC, and what to do there."""

    sentence: str
    what_to_do: str


_AGAIN = "The Web Connector calls again automatically."
_ALLOW = (
    "In QuickBooks on the PC, sign in as the Admin and open the company file. Under Edit > Preferences > "
    "Integrated Applications > Company Preferences, allow CoreBooks, also when QuickBooks isn't running. "
    "Then select Update Selected in the Web Connector."
)
_OPEN = "Open the company file in QuickBooks on the PC, then select Update Selected."
_SINGLE_USER = (
    "Close the other program, or wait until the other user has finished. In QuickBooks, select File > "
    f"Switch to Multi-user Mode if others work in the file. {_AGAIN}"
)
_UPDATE = "Update QuickBooks on the PC, then select Update Selected."
_REPAIR = "Repair or reinstall QuickBooks on the PC, then select Update Selected."

ADVICE: Mapping[str, Advice] = {
    "0x80040308": Advice("QuickBooks' part for other programs doesn't respond.", _REPAIR),
    "0x80040401": Advice("QuickBooks on the PC can't be accessed.", _OPEN),
    "0x80040402": Advice(
        "QuickBooks failed without giving a reason.", f"Restart QuickBooks. {_AGAIN}"
    ),
    "0x80040403": Advice(
        "QuickBooks couldn't open the company file.",
        f"Check that the file is where it was, and that no one moved or renamed it. {_OPEN}",
    ),
    "0x80040404": Advice("This QuickBooks can't work with other programs.", _UPDATE),
    "0x80040405": Advice("QuickBooks' part for other programs isn't installed.", _REPAIR),
    "0x80040406": Advice("The company file belongs to a newer QuickBooks.", _UPDATE),
    "0x80040407": Advice("QuickBooks isn't completely installed.", _REPAIR),
    "0x80040408": Advice(
        "QuickBooks couldn't be started.",
        "Start QuickBooks on the PC and open the company file. If it's open already, start QuickBooks and "
        "the Web Connector under the same Windows user, neither as administrator. Then select Update "
        "Selected.",
    ),
    "0x80040409": Advice(
        "The company file is of another version of QuickBooks than the one that is open.",
        "Open the company file in its own QuickBooks on the PC, then select Update Selected.",
    ),
    "0x8004040a": Advice(
        "Another company file is open in QuickBooks.",
        "Open the connected company file in QuickBooks on the PC, then select Update Selected.",
    ),
    "0x8004040b": Advice("QuickBooks didn't return which company file is open.", _OPEN),
    "0x8004040c": Advice("The Web Connector lost its session with QuickBooks.", _AGAIN),
    "0x8004040d": Advice("The Web Connector lost its session with QuickBooks.", _AGAIN),
    "0x8004040e": Advice(
        "The PC has too little memory for QuickBooks.", f"Close other programs. {_AGAIN}"
    ),
    "0x80040410": Advice(
        "The company file is open in another mode than the Web Connector asks for.", _SINGLE_USER
    ),
    "0x80040414": Advice(
        "A window is open in QuickBooks that must be closed first.",
        f"Close the open message or form in QuickBooks on the PC. {_AGAIN}",
    ),
    "0x80040416": Advice("QuickBooks isn't running on the PC.", _OPEN),
    "0x80040417": Advice("No company file is open in QuickBooks on the PC.", _OPEN),
    "0x80040418": Advice("CoreBooks hasn't been allowed in this company file yet.", _ALLOW),
    "0x8004041a": Advice("CoreBooks has no permission for this company file.", _ALLOW),
    "0x8004041b": Advice(
        "QuickBooks couldn't lock the company file, which is in use in single-user mode.",
        _SINGLE_USER,
    ),
    "0x8004041c": Advice("QuickBooks had an internal error.", f"Restart QuickBooks. {_AGAIN}"),
    "0x8004041d": Advice("CoreBooks may not sign in while no one is in the company file.", _ALLOW),
    "0x8004041e": Advice("The permission of CoreBooks in this company file has expired.", _ALLOW),
    "0x8004041f": Advice("QuickBooks Basic doesn't work with other programs.", _UPDATE),
    "0x80040420": Advice("Access for CoreBooks was denied in QuickBooks.", _ALLOW),
    "0x80040422": Advice(
        "Another program uses the company file in single-user mode.", _SINGLE_USER
    ),
    "0x80040423": Advice("This QuickBooks is older than 2014, which CoreBooks needs.", _UPDATE),
    "0x80040424": Advice("QuickBooks is still starting, or busy.", f"Wait a moment. {_AGAIN}"),
    "0x80040427": Advice(
        "This QuickBooks isn't registered.",
        "In QuickBooks on the PC, select Help > Activate QuickBooks Desktop. Then select Update Selected.",
    ),
    "0x8004042a": Advice("QuickBooks doesn't allow access from another computer.", _ALLOW),
    "0x8004042c": Advice("QuickBooks no longer accepts the certificate of CoreBooks.", _ALLOW),
    "0x80040438": Advice(
        "QuickBooks is running twice on the PC.",
        f"Close every QuickBooks on the PC, in Task Manager too. {_OPEN}",
    ),
}
"""By HRESULT in lower case."""

OTHER = Advice("QuickBooks didn't let it in.", f"{_OPEN} {_AGAIN}")
"""For any other."""


def advice(hresult: str) -> Advice:
    """What an HRESULT of OpenConnection or BeginSession means."""
    return ADVICE.get(hresult.strip().lower(), OTHER)
