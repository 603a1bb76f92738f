"""Requests to QuickBooks Desktop: qbXML, the queue between gateway and PC, status codes.

Read `queue` first, then `qbxml` (message sets), `elements` and `schema` (fields, their order and
lengths), `fault_table` and `faults` (what each status code means), and `patience` (how long to wait
for the PC).
"""
