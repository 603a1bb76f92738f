"""Local companies to run against: CORE BackOffice and QuickBooks, and the demo that joins them."""
