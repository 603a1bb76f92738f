"""The home currency of a company, which must be that of CORE's amounts: CoreBooks converts none."""

from __future__ import annotations

from include.books.gateway import GatewayUnavailable, Recovery


def check_home_currency(name: str, currency: str, core_currency: str, instead: str) -> None:
    """Check that a company keeps its books in the currency of CORE's amounts.

    Args:
        name: the company's.
        currency: ISO 4217, that of its books.
        core_currency: ISO 4217, that of CORE's amounts.
        instead: what can be connected otherwise: "a company that keeps its books in".

    Raises:
        GatewayUnavailable: RECONNECT, it keeps them in another one.
    """
    if currency == core_currency:
        return
    raise GatewayUnavailable(
        Recovery.RECONNECT,
        f"CORE's amounts are in {core_currency}, and {name} keeps its books in {currency}. CoreBooks "
        "converts no amounts.",
        f"If CORE's amounts are in {currency}, choose that currency in the company's settings. "
        f"Otherwise, connect {instead} {core_currency}. Nothing was changed.",
    )
