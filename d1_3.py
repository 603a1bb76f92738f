exec(open('/tmp/w/me/d1_1.py').read().split("sub('include/sync/diff")[0])
sub('include/sync/verify/kept_differences.py',
('''    if entry.ref.version == link.version and not unexpected_tax(entry, link.tax_cents, ()):
        pass
    found''','''    found'''),
('''    if found and entry.ref.version == link.version:
''','''    if not found:
        link.tax_cents = entry.tax  # QuickBooks' own figure, where its response didn't have it
    if found and entry.ref.version == link.version:
'''))
# posting lines
sub('include/sync/operations/posting_lines.py',
('''    if answer.total is not None and answer.total != operation.total_cents:
''','''    if (net := _net(document, answer)) is not None and net != operation.total_cents:
'''),
('''            format_money(answer.total),
        )''','''            format_money(net),
        )'''),
)
s=open('include/sync/operations/posting_lines.py').read()
s+='''

def _net(document: Document, answer: Posted) -> Cents | None:
    """What QuickBooks posted without the tax it added, in cents; None where that isn't known yet."""
    if not document.is_taxed:
        return answer.total
    return answer.entry.net if answer.entry is not None else None
'''
s=s.replace('''from include.books.gateway import Posted
from include.books.money import format_money
''','''from include.books.documents import Document
from include.books.gateway import Posted
from include.books.money import Cents, format_money
''')
open('include/sync/operations/posting_lines.py','w').write(s)
s=open('include/sync/operations/posting_lines.py').read()
assert 'document.is_taxed' in s
# decide
sub('include/sync/decide/changes.py',
('''self.entry.total != self.document.total''','''self.entry.net != self.document.total'''),
('''        total_cents=entry.total,
''','''        total_cents=entry.net,
        tax_cents=entry.tax,
'''),
('''    if sum(cents for _, cents in entry.lines) != entry.total:
        return (dataclasses.replace(first, amount=entry.total),)
    return tuple(
        Line(text, text, cents, ListRef(first.target.kind, target, ""))
        for text, cents, target in entry.posted_lines
    )
''','''    if sum(cents for _, cents in entry.lines) != entry.net:
        return (dataclasses.replace(first, amount=entry.net, tax=None),)
    return tuple(
        Line(text, text, cents, ListRef(first.target.kind, target, ""), tax_code(code))
        for (text, cents, target), code in zip(entry.posted_lines, entry.line_codes, strict=True)
    )


def tax_code(code: str) -> ListRef | None:
    """The tax code of a line that QuickBooks returned, by its ID; None where it has none."""
    return ListRef(ListKind.TAX_CODE, code, "") if code else None
'''),
('''from include.books.catalogue import ListRef
''','''from include.books.catalogue import ListKind, ListRef
'''),
)
sub('include/sync/decide/existing_entries.py',
('''self._by_total[entry.kind, entry.total]''','''self._by_total[entry.kind, entry.net]'''),
('''        entry.total != change.document.total,
''','''        entry.net != change.document.total,
'''),
('''({format_money(entry.total)}{dated})''','''({with_tax(entry.net, entry.tax)}{dated})'''),
('''from include.books.money import Cents, format_money
''','''from include.books.money import Cents
from include.books.sales_tax import with_tax
'''),
)
sub('include/sync/decide/settled.py',
('''before.total != after.total or before.party.key''','''before.money != after.money or before.party.key'''))
sub('include/sync/decide/guards.py',
('''    return before.total != after.total or link.date''','''    return before.money != after.money or link.date'''))
sub('include/sync/diff/new_link.py',
('''    link.total_cents = posted.total
''','''    link.total_cents, link.tax_cents = posted.total, entry.tax
'''))
sub('include/sync/diff/store_linkings.py',
('''            "total_cents": entry.total,
''','''            "total_cents": entry.net,
'''),
('''    return linking.entry.total == linking.document.total''','''    return linking.entry.net == linking.document.total'''),
('''            format_money(entry.total),
''','''            with_tax(entry.net, entry.tax),
'''),
('''from include.books.money import format_money
''','''from include.books.sales_tax import with_tax
'''))
sub('include/sync/diff/stray_entries.py',
('''        "amount_cents": entry.total,
''','''        "amount_cents": entry.net,
'''),
('''"total_cents": entry.total}''','''"total_cents": entry.net}'''),
('''({format_money(entry.total)}) for ''','''({with_tax(entry.net, entry.tax)}) for '''),
('''    link.total_cents = entry.total
''','''    link.total_cents = entry.net
'''),
('''            Line(text, text, cents, ListRef(list_kind, target, ""))
            for text, cents, target in entry.posted_lines
''','''            Line(text, text, cents, ListRef(list_kind, target, ""), tax_code(code))
            for (text, cents, target), code in zip(entry.posted_lines, entry.line_codes, strict=True)
'''),
)
