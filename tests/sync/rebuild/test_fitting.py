"""Options are tried until nothing explains more."""

from __future__ import annotations

from pathlib import Path

from include.books.documents import marker
from include.sync.rebuild.fitting import Explained, Fitter, postings
from include.sync.rebuild.reading import usable
from include.workflows.category import Stream
from include.workflows.choices import suggested
from include.workflows.template import template
from tests.sync.closings import INVOICES
from tests.sync.lost import found, lose
from tests.sync.office import COMPANY, Office
from tests.sync.rebuild.test_rebuilding import posted


def test_a_value_that_explains_less_scores_less(office: Office, tmp_path: Path) -> None:
    posted(office)
    lose(office, tmp_path / "new")
    look = found(office)
    records = usable(look.sources[Stream.TRANSACTIONS].transactions_changed(None))
    chosen = template(INVOICES)
    values = suggested(chosen.options, look.books.catalogue)
    options = chosen.options.model_validate(values)
    sample = []
    for record in records:
        [document] = postings(chosen, options, record, look.books.catalogue).documents
        tag = marker(COMPANY, document.key)
        sample.append(Explained(record, {tag: look.books.tagged.by_tag[tag][0]}))
    fitter = Fitter(COMPANY, chosen, sample, look.books.catalogue, look.books.kept_number)
    assert fitter.score(values) > fitter.score({**values, "invoice_date": "CORE close date"})
    assert fitter.score(values) > fitter.score({**values, "fixed_customer": "All"})
    assert fitter.score({**values, "invoice_date": "no such date"}) < 0
    assert fitter.fit().options.model_dump() == options.model_dump() | {
        "edited_in_quickbooks": "Put on hold"
    }
