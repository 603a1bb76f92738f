"""QuickBooks Desktop's response to a write that it posted."""

from __future__ import annotations

from include.books.documents import DocumentKind
from include.books.entries import EntryRef
from include.books.gateway import Posted
from include.quickbooks.desktop.entries.forms import CARD, FORMS
from include.quickbooks.desktop.wire.elements import cents_in
from include.quickbooks.desktop.wire.qbxml import RequestAnswer

_DOCUMENTS = {kind.value for kind in DocumentKind}


def posted(request_id: str, subject: str, answer: RequestAnswer) -> Posted:
    """What QuickBooks posted.

    A response that QuickBooks was asked for again has only the entry's ID and version; a void or a
    deletion has only the ID.

    Args:
        request_id: of the write.
        subject: the kind of what was sent, as `DocumentKind`, `PartyKind` or `ListKind` name it.
        answer: the response.
    """
    if not answer.rets:
        ref = answer.recovered or EntryRef("", "")
        return Posted(request_id, ref, None, "", "")
    [ret] = answer.rets
    ref = EntryRef(
        ret.findtext("TxnID") or ret.findtext("ListID") or "", ret.findtext("EditSequence") or ""
    )
    if subject not in _DOCUMENTS or ret.find("EditSequence") is None:
        return Posted(request_id, ref, None, "", "")
    form = CARD if ret.tag == f"{CARD.name}Ret" else FORMS[DocumentKind(subject)]
    total = cents_in(ret, form.total) + cents_in(ret, "SalesTaxTotal") * (form.name == "Invoice")
    return Posted(request_id, ref, total, ret.findtext("RefNumber") or "", "")
