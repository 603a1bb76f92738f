"""Requests to QuickBooks Desktop: qbXML, the queue between gateway and PC, status codes.

Read `queue` first, then `qbxml` (message sets) on `xml_text` (XML that can be read), `whole_answer`
(which response answers what), `elements` and `schema` (fields, their order and lengths),
`fault_row`, `fault_table` and `faults` (what each status code means), `connection_table` (why
QuickBooks can't be reached), and `patience` (how long to wait for the PC).
"""
