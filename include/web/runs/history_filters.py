"""The filters of History, as they were typed in its form and stand in its addresses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from include.database.reads.history import HistoryFilter, Period
from include.web.frame.fields import SearchText, typed_day
from include.web.frame.pages import PageNumber


class Filters(BaseModel):
    """What a list is filtered by, as it was typed."""

    q: SearchText = ""
    who: str = ""
    workflow: str = ""
    outcome: str = ""
    since: str = ""
    until: str = ""
    page: PageNumber = 1

    @property
    def is_set(self) -> bool:
        """Whether any filter is set."""
        return any((self.q, self.who, self.workflow, self.outcome, self.since, self.until))

    def query(self, **further: Any) -> str:
        """The same filters as part of an address, without the page."""
        set_ones = {name: value for name, value in self.model_dump().items() if value}
        set_ones.pop("page", None)
        return urlencode({**set_ones, **further})

    def read(self, zone: ZoneInfo, errors: dict[str, str]) -> HistoryFilter:
        """What to look for; `errors` receives a sentence for each field that can't be read."""
        period = Period(
            typed_day("since", self.since, errors), typed_day("until", self.until, errors), zone
        )
        return HistoryFilter(period, self.q, self.who, self.workflow, self.outcome)
