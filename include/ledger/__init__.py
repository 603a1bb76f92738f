"""Our own database: what CORE said, what stands in QuickBooks, and how it came there."""
