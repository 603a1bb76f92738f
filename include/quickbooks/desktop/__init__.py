"""QuickBooks Desktop: qbXML, and the gateway that speaks it through the queue of a company."""
