"""Requests to QuickBooks Desktop: qbXML message sets, the queue between gateway and PC, status codes.

Read `queue` first, then `qbxml`, `elements`, `faults` and `patience` (how long to wait for the PC).
"""
