"""QuickBooks Online: transport, faults, OAuth, limits, batches and the gateway over them."""
