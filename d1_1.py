def sub(p, *pairs):
    s=open(p).read()
    for a,b in pairs:
        assert a in s, (p,a)
        s=s.replace(a,b,1)
    open(p,'w').write(s)

sub('include/sync/diff/read_records.py',
('''        stays = is_synced and context.mode is not RunMode.REPOST
        posted = {link.document_key: InBooks(link.document, link.fingerprint) for link in in_quickbooks}
''','''        stays = is_synced and context.mode is not RunMode.REPOST
'''),
('''            posted if stays else {},
''','''            _in_books(in_quickbooks, books) if stays else {},
'''),
('''def _posting(''','''def _in_books(links: Sequence[Tracked], books: Books) -> Mapping[str, InBooks]:
    """What keeps its tax; nothing, and no document is read, where there is none."""
    if not books.facts.tax_codes and not any(link.is_taxed for link in links):
        return {}
    return {link.document_key: InBooks(link.document, link.fingerprint) for link in links}


def _posting('''))
sub('include/sync/decide/facts.py',
('''    @property
    def ref(self)''','''    @property
    def is_taxed(self) -> bool:
        """Whether its lines have tax codes; the document isn't read for it."""
        return any(line.get("tax") for line in self.content.get("lines", ()))

    @property
    def ref(self)'''))
sub('include/sync/decide/differences.py',
('''from collections.abc import Iterable, Iterator
''','''from collections.abc import Iterable, Iterator, Sequence
'''),
('''        paid_name: how sentences name that entry.
    """
''','''        paid_name: how sentences name that entry.
        tax: what QuickBooks added when the entry was posted, in cents, where lines have tax codes.
        rates: the amount of each line and the rates of its code, by which tax may round either way.
    """
'''),
('''    paid_name: str = ""

''','''    paid_name: str = ""
    tax: Cents = 0
    rates: Sequence[tuple[Cents, Rates]] = ()

'''),
('''    if entry.total != document.total:
        found.append(Difference("total", format_money(document.total), format_money(entry.total)))
''','''    if entry.net != document.total:
        what = "total before tax" if document.is_taxed else "total"
        found.append(Difference(what, format_money(document.total), format_money(entry.net)))
'''),
('''        found.extend(line_differences(entry, document))
''','''        lines = list(line_differences(entry, document))
        found.extend(lines or unexpected_tax(entry, expected.tax, expected.rates))
'''),
('''        yield Difference("lines posted to other accounts or products")

''','''        yield Difference("lines posted to other accounts or products")
    yield from _code_differences(entry, document)


def _code_differences(entry: Entry, document: Document) -> Iterator[Difference]:
    """How the tax codes of an entry's lines, and what its amounts are to tax, differ from a document's."""
    if not document.is_taxed:
        if entry.tax:
            yield Difference(f"QuickBooks added tax of {format_money(entry.tax)}")
        return
    if entry.tax_mode not in ("", TAX_EXCLUDED):
        yield Difference("amounts include tax" if entry.tax_mode == TAX_INCLUDED else "no tax applies")
    posted = Counter((line.amount, line.tax.id if line.tax else "") for line in document.lines)
    coded = zip(entry.lines, entry.line_codes, strict=True)
    now = Counter((cents, code) for (_, cents), code in coded)
    amounts = [sorted(cents for cents, _ in one.elements() if cents) for one in (posted, now)]
    if amounts[0] == amounts[1] and any(cents for cents, _ in posted - now):
        names = {line.tax.id: line.tax.name for line in document.lines if line.tax}
        codes = dict.fromkeys(names[code] for cents, code in posted - now if cents and code)
        yield Difference(f"lines no longer have the tax code {' and '.join(codes)}")


def unexpected_tax(
    entry: Entry, known: Cents, rates: Sequence[tuple[Cents, Rates]]
) -> list[Difference]:
    """The tax of an entry with the right lines and codes, if it differs by more than rounding.

    Args:
        entry: as QuickBooks has it.
        known: the tax that was right before, in cents: a code's rates may have changed since.
        rates: the amount of each line and the rates of its code.
    """
    if entry.tax == known or is_rounding(entry.tax, rates):
        return []
    added, expected = format_money(entry.tax), format_money(expected_tax(rates))
    return [Difference(f"QuickBooks added {added} of tax where {expected} was expected")]

'''),
('''SALES_TAX = "Sales tax"
"""How gateways describe the line of the tax that QuickBooks adds."""
''','''SALES_TAX = "Sales tax"
"""How gateways describe the line of the tax that QuickBooks adds in the United States."""
TAX_EXCLUDED, TAX_INCLUDED = "TaxExcluded", "TaxInclusive"
"""What QuickBooks says of amounts in other countries: without tax, as CoreBooks sends them, or with it."""
'''),
('''import datetime as dt
''','''import datetime as dt
from collections import Counter
'''),
)
