"""In a company that uses tax codes, a file's entries are shown with the tax that QuickBooks would add."""

from __future__ import annotations

import re
from pathlib import Path

from tests.sync.office import INCOME
from tests.sync.tax_office import ontario_deal, open_abroad, use_codes
from tests.web.imports.uploading import upload_sample
from tests.web.office_pages import ADMIN, OfficePages, words


def test_entries_of_a_file_have_their_tax_and_total(tmp_path: Path) -> None:
    with open_abroad(tmp_path, "CA") as office:
        use_codes(office, "CA")
        ontario_deal(office)
        office.run(INCOME)
        pages = OfficePages(office.database, office)
        pages.sign_in(ADMIN)
        upload_sample(pages)
        shown = words(pages.open("imports/files/1/mapping"))
        assert "Amount (CAD) Tax (CAD) Total (CAD)" in shown
        assert re.search(r"Invoice TR-0001 .{1,60} First sync 10,000.00 1,300.00 11,300.00", shown)
        assert "it isn't known whether Jane Doe charges GST/HST" in shown
