"""Intuit's notifications of edits: whether they are set up, and whether they arrive."""

from __future__ import annotations

from collections.abc import Iterator

from include.books.dates import format_moment
from include.cli.checks.finding import Finding, good, to_do
from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany, all_companies
from include.database.reads.webhooks import WebhooksSeen, webhooks_seen
from include.provider.connections.opening import is_desktop
from include.settings import webhook_tokens

ABOUT = "Intuit's notifications"


def notifications_arrive(database: Database) -> Iterator[Finding]:
    """When Intuit last reported an edit of each company; nothing where no company is on QuickBooks Online."""
    with database.reading() as session:
        online = [
            one
            for one in all_companies(session)
            if one.disconnected_at is None and not is_desktop(one)
        ]
        seen = webhooks_seen(session, [one.id for one in online], utc_now())
    if not online:
        return
    if not webhook_tokens():
        yield good(
            ABOUT,
            "They aren't set up, which is optional: the next run finds edits in QuickBooks. To have them reported, "
            "see docs/go-live.md.",
        )
        return
    yield from _rejected(seen, online[0])
    for company in online:
        yield _received(seen, company)


def _rejected(seen: WebhooksSeen, company: ConnectedCompany) -> Iterator[Finding]:
    """What was rejected, in the time zone of the first company; anyone can cause it, so it's no problem yet."""
    calls = seen.rejections
    if calls is None:
        return
    since, last = (format_moment(one, company.zone) for one in (calls.since, calls.last))
    said = f"Calls rejected for a wrong signature since {since}: {calls.count:,}, the last {last}."
    if not seen.seem_rejected:
        yield good(ABOUT, f"{said} Others were accepted since.")
        return
    yield to_do(
        ABOUT,
        f"{said} None was accepted since. If developer.intuit.com shows failed deliveries, set [corebooks] "
        "webhook_token to the app's verifier token, and restart the API server.",
    )


def _received(seen: WebhooksSeen, company: ConnectedCompany) -> Finding:
    about = f"{company.name}: notifications"
    at = seen.of_company.get(company.id)
    if at is not None:
        return good(about, f"The last one was received {format_moment(at, company.zone)}.")
    return to_do(
        about,
        "None received yet. Edit an entry in QuickBooks. If there is still none after 10 minutes, check the webhooks "
        "of the app at developer.intuit.com.",
    )
