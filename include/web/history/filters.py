"""The filters of History, as they were typed in its form and stand in its addresses."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel

from include.database.reads.history import HistoryFilter, Period
from include.web.frame.fields import SearchText, typed_day
from include.web.frame.pages import PageNumber

MOST = 2**62
"""Beyond the number of any event."""


EventNumber = Annotated[
    int | None, AfterValidator(lambda number: None if number is None else min(max(number, 1), MOST))
]
"""At which event a page of the audit trail begins; None for the newest."""


class Filters(BaseModel):
    """What a list is filtered by, as it was typed; of the audit trail also how it is shown.

    `apart` lists each event of a run by itself; `before` is the newest event of the page.
    """

    q: SearchText = ""
    who: str = ""
    workflow: str = ""
    outcome: str = ""
    kind: str = ""
    apart: str = ""
    since: str = ""
    until: str = ""
    page: PageNumber = 1
    before: EventNumber = None

    @property
    def is_set(self) -> bool:
        """Whether any filter is set."""
        narrowing = (
            self.q,
            self.who,
            self.workflow,
            self.outcome,
            self.kind,
            self.since,
            self.until,
        )
        return any(narrowing)

    def query(self, **further: Any) -> str:
        """The same filters as part of an address, without the page; a blank one among `further` is left out."""
        own = self.model_dump(exclude={"page", "before"})
        return urlencode({name: value for name, value in {**own, **further}.items() if value})

    def read(self, zone: ZoneInfo, errors: dict[str, str]) -> HistoryFilter:
        """What to look for; `errors` receives a sentence for each field that can't be read."""
        period = Period(
            typed_day("since", self.since, errors), typed_day("until", self.until, errors), zone
        )
        return HistoryFilter(period, self.q, self.who, self.workflow, self.outcome, self.kind)
