"""What QuickBooks refuses, by its own codes."""

from __future__ import annotations

from typing import Any, Final

MESSAGES: Final = {
    "120": "Authorization Failure",
    "150": "Company Under Maintenance",
    "500": "Unsupported Operation",
    "600": "Duplicate Request ID",
    "610": "Object Not Found",
    "620": "TxnID Cannot Be Linked",
    "2010": "Request has invalid or unsupported property",
    "2020": "Required param missing, need to supply the required value for the API",
    "2050": "String length is either shorter or longer than supported by specification",
    "2170": "Invalid Enumeration",
    "2210": "Email Address does not conform to the specification",
    "2500": "Invalid Reference Id",
    "4000": "Error parsing query",
    "4001": "Invalid query",
    "5010": "Stale Object Error",
    "5020": "Permission Denied Error",
    "5030": "Feature Not Supported Error",
    "6000": "A business validation error has occurred while processing your request",
    "6070": "Amount calculation incorrect in the request",
    "6100": "Invalid tax code",
    "6140": "Duplicate Document Number Error",
    "6190": "Invalid Company Status",
    "6210": "Account Period Closed, Cannot Update Through Services",
    "6240": "Duplicate Name Exists Error",
    "6540": "Deposited Transaction cannot be changed",
    "10000": "An application error has occurred while processing your request",
}
"""Message of each code; https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/error-codes."""


class Refusal(Exception):
    """QuickBooks' no to one request or one batch item; correct what `detail` names and send anew.

    Args:
        code: QuickBooks' error code.
        detail: the sentence that names the property or the object.
        element: the property, where QuickBooks names one.
        status: the HTTP status; batch items have none.
    """

    def __init__(self, code: str, detail: str, *, element: str = "", status: int = 400) -> None:
        self.code = code
        self.message = MESSAGES.get(code, "Unknown error")
        self.detail = detail
        self.element = element
        self.status = status
        super().__init__(f"{code} {self.message}: {detail}")

    @property
    def type(self) -> str:
        """The FaultTypeEnum of the code."""
        return "SystemFault" if self.code == "10000" else "ValidationFault"

    def fault(self) -> dict[str, Any]:
        """The Fault object as it stands in answers and batch items."""
        error = {
            "Message": self.message,
            "Detail": self.detail,
            "code": self.code,
            "element": self.element,
        }
        return {"Error": [error], "type": self.type}


def not_in_plan(code: str, plan: str) -> Refusal:
    """5030 (or 5020, as it was): the subscription does without the feature."""
    return Refusal(
        code,
        "Feature Not Supported : The feature you're trying to use is not included in your "
        f"{plan} subscription.",
    )


def missing(name: str) -> Refusal:
    """2020: a required property is not there."""
    return Refusal("2020", f"Required parameter {name} is missing in the request", element=name)


def rule(sentence: str) -> Refusal:
    """6000: a rule of the business is broken."""
    return Refusal("6000", f"Business Validation Error: {sentence}")


def gone() -> Refusal:
    """610: the entry was deleted or never there."""
    return Refusal("610", "Object Not Found : Another user has deleted this transaction.")


def inactive() -> Refusal:
    """610: something the entry refers to was made inactive."""
    return Refusal(
        "610",
        "Object Not Found : Something you're trying to use has been made inactive. "
        "Check the fields with accounts, customers, items, vendors or employees.",
    )
