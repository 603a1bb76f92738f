"""A payment of a whole invoice whose tax QuickBooks rounded down: a cent of it stays as credit.

A payment is planned before its invoice has QuickBooks' tax. More than is open can't be applied.
"""

from __future__ import annotations

import dataclasses

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import PAYMENTS, Document, DocumentKind
from include.books.money import Cents
from include.books.sales_tax import tax_of
from include.database.from_quickbooks.catalogue import tax_codes_of
from include.database.statuses import LinkStatus
from include.database.stored.documents import document_from_json
from include.database.tables.entries import Link


def within_rounding(session: Session, payment: Document, invoice: Link) -> Document:
    """The payment, applied as far as the invoice is open, if only rounding made it more.

    Args:
        session: a transaction of the database.
        payment: as it was planned, or a refund, which stays as it is.
        invoice: what it pays, with QuickBooks' tax.
    """
    if payment.kind is not DocumentKind.PAYMENT:
        return payment
    document = document_from_json(invoice.document)
    codes = tax_codes_of(session, invoice.company_id, document)
    expected = tax_of(document, codes, invoice.date)
    still_open = (
        invoice.total_cents + invoice.tax_cents - _applied_before(session, payment, invoice)
    )
    wanted = _applied(payment)
    if 0 < wanted - still_open <= expected - invoice.tax_cents:
        return dataclasses.replace(payment, applied=still_open)
    return payment


def _applied(document: Document) -> Cents:
    if document.kind is DocumentKind.REFUND:
        return -document.total
    return document.total if document.applied is None else document.applied


def _applied_before(session: Session, payment: Document, invoice: Link) -> Cents:
    """What is applied to the invoice already, by entries of the same record."""
    links = session.scalars(
        select(Link).where(
            Link.company_id == invoice.company_id,
            Link.category == invoice.category,
            Link.record_key == invoice.record_key,
            Link.kind.in_(PAYMENTS),
            Link.status == LinkStatus.IN_QUICKBOOKS,
            Link.document_key != payment.key,
        )
    )
    documents = [document_from_json(link.document) for link in links]
    return sum(_applied(one) for one in documents if one.pays == invoice.document_key)
