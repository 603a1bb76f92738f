"""The engine: extract, diff, post, verify. Knows neither which source feeds it nor which QuickBooks."""
