"""February 2026 of an office: three deals that closed and posted by their closing dates, and who signs it off."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from include.database.reads.month import Month, SignOffView, month_of
from include.database.status_words import MonthStatus
from include.web.frame.access import Visitor
from tests.sync.closings import BILLS, CLOSED_ON, DAY, INVOICES, close
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.web.office_pages import OfficePages, words

CONTROLLER = Visitor("Carla Ruiz", may_sync=True, may_connect=False)
COMMENT = "Agreed to the bank statement."
PATH = "months/2026-02"
_FIRST = dt.date(2026, 2, 1)


@dataclass
class February:
    """The month, its deals and its pages."""

    pages: OfficePages
    office: Office
    deals: list[str]

    @property
    def page(self) -> str:
        """What a person reads on the month's page."""
        return words(self.pages.open(PATH))

    def tie_out(self) -> str:
        """Run the tie-out. Returns the page after it, or the one that says why it didn't run."""
        answer = self.pages.press(f"{PATH}/tie-out")
        return self.page if answer.status_code == 303 else words(answer.text)

    def sign(self, comment: str = COMMENT) -> str:
        """Sign the month off. Returns the page after it, or the one that says why it wasn't."""
        answer = self.pages.press(f"{PATH}/sign-off", {"comment": comment})
        return self.page if answer.status_code == 303 else words(answer.text)

    def run(self) -> None:
        """Sync income and expenses."""
        for category in (INCOME, EXPENSES):
            self.office.run(category)

    @property
    def month(self) -> Month:
        """As the database has it."""
        with self.office.database.reading() as session:
            return month_of(session, COMPANY, _FIRST)

    @property
    def is_signed(self) -> bool:
        """Whether its sign-off holds."""
        return self.month.status is MonthStatus.SIGNED

    @property
    def newest(self) -> SignOffView:
        """The newest sign-off."""
        return self.month.sign_offs[0]

    @property
    def moved(self) -> list[tuple[str, str]]:
        """What ended the newest sign-off: each sentence, and who."""
        return [(move.what, move.who) for move in self.newest.moved]


def closed_february(pages: OfficePages) -> February:
    """Three deals of $10,000, $20,000 and $30,000, posted; a controller has the page open."""
    office = pages.office
    assert office is not None
    office.use(INVOICES, invoice_date="CORE close date", due_date="CORE close date")
    office.use(BILLS, bill_date="CORE close date", due_date="CORE close date")
    deals = [
        close(office, gross=gross, closed_on=CLOSED_ON + number * DAY)
        for number, gross in enumerate((1_000_000, 2_000_000, 3_000_000))
    ]
    february = February(pages, office, deals)
    february.run()
    pages.sign_in(CONTROLLER)
    return february
