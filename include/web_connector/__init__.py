"""The web service that Intuit's Web Connector calls from the PC on which QuickBooks Desktop runs."""
