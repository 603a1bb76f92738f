"""QuickBooks Desktop's yes to a write."""

from __future__ import annotations

from include.books.documents import DocumentKind
from include.books.gateway import EntryRef, Posted
from include.quickbooks.desktop.entries.documents import CARD, FORMS
from include.quickbooks.desktop.wire.elements import cents_in
from include.quickbooks.desktop.wire.qbxml import RequestAnswer

_DOCUMENTS = {kind.value for kind in DocumentKind}


def written(request_id: str, subject: str, answer: RequestAnswer) -> Posted:
    """What QuickBooks says it booked.

    An answer that had to be asked for again tells only which entry it is and in which version; a
    void or a deletion tells only which.

    Args:
        request_id: the write's.
        subject: the kind of what was written, as `DocumentKind`, `PartyKind` or `ListKind` name it.
        answer: of the write.
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
