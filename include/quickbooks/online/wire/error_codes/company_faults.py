"""Errors about the company as a whole: limits, sign-in, maintenance, and what QuickBooks can't say."""

from __future__ import annotations

from include.quickbooks.online.wire.error_codes.fault_row import (
    FAULT,
    LATER,
    LOOKED_UP,
    NEXT_RUN_TRIES_AGAIN,
    RECONNECT,
    RECONNECT_COMPANY,
    SUPPORT,
    Row,
)

_CHECK_COMPANY = (
    f"{NEXT_RUN_TRIES_AGAIN} If it repeats, sign in to QuickBooks and check the company."
)
_ENDED = "QuickBooks no longer accepts the connection to this company."
_OTHER_COMPANY = "The QuickBooks connection belongs to another company."
_CHECK_ID = (
    "Check the QuickBooks company ID in the connection, or reconnect the company. Then run again."
)

# fmt: off
# A row is read as one: what it matches, what happened, what to do.
COMPANY: tuple[Row, ...] = (
    # Limits and sign-in
    Row("3001", "", LATER,
        "QuickBooks received too many requests for this company.",
        NEXT_RUN_TRIES_AGAIN),
    Row("", r"ThrottleExceeded", LATER,
        "QuickBooks received too many requests for this company.",
        NEXT_RUN_TRIES_AGAIN),
    Row("server_error temporarily_unavailable", "", LATER,
        "Intuit's sign-in service had an internal error.",
        NEXT_RUN_TRIES_AGAIN, doubtful=True),
    Row("invalid_grant", "", RECONNECT,
        "The QuickBooks connection to this company expired or was disconnected.",
        RECONNECT_COMPANY),
    Row("invalid_client unauthorized_client", "", RECONNECT,
        "QuickBooks rejected the app's client ID or client secret.",
        "Correct the client ID and client secret in the Airflow connection, then run again."),
    Row("access_denied", "", RECONNECT,
        "Access to the company was declined on QuickBooks' authorization page.",
        "Connect again, and select Connect on that page."),
    Row("invalid_token insufficient_scope", "", RECONNECT,
        _ENDED,
        RECONNECT_COMPANY),
    Row("invalid_request invalid_scope unsupported_grant_type unsupported_response_type", "", FAULT,
        "Intuit's sign-in service didn't understand the request. Error code: {code}.",
        SUPPORT),
    # An answer that names its own status: the service failed, whatever the error is called.
    Row("", r"statusCode=5\d\d", LATER,
        "QuickBooks had an internal error with {record}.",
        NEXT_RUN_TRIES_AGAIN, doubtful=True),
    # A rejected sign-in without a reason is a machine on the way, as long as renewing it works.
    Row("", r"HTTP 401", LATER,
        "QuickBooks rejected the sign-in without giving a reason.",
        _CHECK_COMPANY, doubtful=True),
    Row("120", "", RECONNECT,
        "The user who connected QuickBooks is no longer a company admin.",
        RECONNECT_COMPANY),
    Row("100", r"auth|realm|HTTP 403", RECONNECT,
        _OTHER_COMPANY,
        _CHECK_ID),
    Row("130", "", RECONNECT,
        _OTHER_COMPANY,
        _CHECK_ID),
    Row("100 110 3200 3201 3202", "", RECONNECT,
        _ENDED,
        RECONNECT_COMPANY),
    Row("3100", "", RECONNECT,
        "The app has no permission for this QuickBooks company.",
        RECONNECT_COMPANY),
    # The state of the company
    Row("140", "", LATER,
        "The QuickBooks company is locked.",
        _CHECK_COMPANY, doubtful=True),
    Row("150", "", LATER,
        "The QuickBooks company is under maintenance.",
        NEXT_RUN_TRIES_AGAIN, doubtful=True),
    Row("", r"under ?maintenance", LATER,
        "The QuickBooks company is under maintenance.",
        NEXT_RUN_TRIES_AGAIN, doubtful=True),
    Row("6190", "", RECONNECT,
        "The company's QuickBooks subscription ended or is unpaid, so the company is read-only.",
        "Renew the subscription in QuickBooks, then run again."),
    Row("10200", "", RECONNECT,
        "The QuickBooks company was reset, so entries that CoreBooks posted may be gone.",
        "Ask a QuickBooks company admin what was reset. Then select Reconnect under Integrations."),
)

SERVICE: tuple[Row, ...] = (
    # QuickBooks failed, and may have posted the write all the same. Public threads have invoices that
    # stood after (-30003): zao-web/zao-woocommerce-quickbooks-online-integration#12; reads that failed
    # so: ruckus/quickbooks-ruby#406 (-30035), mcohen01/node-quickbooks#48 (-30000); and (-20996),
    # (-10600) "something went wrong on our end": intuit/QuickBooks-V3-DotNET-SDK#338, -PHP-SDK#305.
    Row("600", "", LATER,
        "QuickBooks already has the request for {record}, so it may be posted.",
        LOOKED_UP, doubtful=True),
    Row("", r"duplicate request.?ID|request.?ID (was|is|has been) (already )?used", LATER,
        "QuickBooks already has the request for {record}, so it may be posted.",
        LOOKED_UP, doubtful=True),
    Row("", r"unexpected( internal| critical)? error|\(-30\d{3}\)|something went wrong on",
        LATER,
        "QuickBooks failed on {record} without giving a reason.",
        LOOKED_UP, doubtful=True),
    Row("-30000 -30003 -30035 -20996 -10600", "", LATER,
        "QuickBooks failed on {record} without giving a reason.",
        LOOKED_UP, doubtful=True),
    Row("1000 1010 1020", "", LATER,
        "QuickBooks failed on {record}. {returned}",
        LOOKED_UP, doubtful=True),
    Row("", r"^a fault without an error", LATER,
        "QuickBooks failed on {record} without giving a reason.",
        LOOKED_UP, doubtful=True),
    Row("10000", "", LATER,
        "QuickBooks had an internal error with {record}.",
        NEXT_RUN_TRIES_AGAIN, doubtful=True),
    Row("", r"SystemFault|HTTP 5\d\d", LATER,
        "QuickBooks had an internal error with {record}.",
        NEXT_RUN_TRIES_AGAIN, doubtful=True),
    Row("10100", "", LATER,
        "QuickBooks couldn't return a result that large.",
        NEXT_RUN_TRIES_AGAIN, doubtful=True),
)

LAST: tuple[Row, ...] = (
    # By the class of the error, where the code is new
    Row("", r"Authentication|Authori[sz]ation|AuthorizatonFault", RECONNECT,
        "QuickBooks no longer accepts the connection to this company. {returned} Error code: "
        "{code}.",
        RECONNECT_COMPANY),
)
# fmt: on
