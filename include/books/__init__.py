"""Neutral accounting: money, parties and documents, before any QuickBooks product is chosen. No I/O."""
