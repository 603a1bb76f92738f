"""Operations: intended writes, one row of the database each.

Read `operations` first (one write of a document, its wave and its request ID), then `parties`
(customers and vendors), `lists` (products and classes), `record_plan` (one CORE record's planned
changes), `posting_lines` (how the posting log names a write) and `documents_json` (documents as
JSON).
"""
