"""A brokerage on CORE BackOffice: its books, its REST API and pages, for tests and demonstrations."""
