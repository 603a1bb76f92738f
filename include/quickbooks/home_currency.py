"""The home currency of a company, which must be that of CORE's amounts: CoreBooks converts none."""

from __future__ import annotations

from include.books.currency import CURRENCIES
from include.books.gateway import GatewayUnavailable, Recovery


class OtherHomeCurrency(GatewayUnavailable):
    """A company keeps its books in another currency than CORE's amounts are in.

    Attributes:
        name: the company's.
        currency: ISO 4217, that of its books.
    """

    def __init__(
        self, name: str, currency: str, core_currency: str, instead: str, *, is_new: bool = False
    ) -> None:
        self.name = name
        self.currency = currency
        self._core_currency = core_currency
        self._instead = instead
        super().__init__(
            Recovery.RECONNECT,
            f"CORE's amounts are in {core_currency}, and {name} keeps its books in {currency}. CoreBooks "
            "converts no amounts.",
            self._what_to_do(is_new=is_new),
        )

    def of_new_company(self) -> OtherHomeCurrency:
        """The same where the company is just being connected: its currency is a field of the form, no setting yet."""
        return OtherHomeCurrency(
            self.name, self.currency, self._core_currency, self._instead, is_new=True
        )

    @property
    def can_be_chosen(self) -> bool:
        """Whether it is a currency that CORE's amounts can be in."""
        return self.currency in CURRENCIES

    def _what_to_do(self, *, is_new: bool) -> str:
        connect = f"connect {self._instead} {self._core_currency}."
        end = "Nothing was connected." if is_new else "Nothing was changed."
        if not self.can_be_chosen:
            return f"{connect[0].upper()}{connect[1:]} {end}"
        if is_new:
            choose = f"choose {self.currency} as the currency of CORE's amounts and connect again."
        else:
            choose = f"select Change currency under Integrations and choose {self.currency}."
        return f"If CORE's amounts are in {self.currency}, {choose} Otherwise, {connect} {end}"


def check_home_currency(name: str, currency: str, core_currency: str, instead: str) -> None:
    """Check that a company keeps its books in the currency of CORE's amounts.

    Args:
        name: the company's.
        currency: ISO 4217, that of its books.
        core_currency: ISO 4217, that of CORE's amounts.
        instead: what can be connected otherwise: "a company that keeps its books in".

    Raises:
        OtherHomeCurrency: RECONNECT, it keeps them in another one.
    """
    if currency != core_currency:
        raise OtherHomeCurrency(name, currency, core_currency, instead)
