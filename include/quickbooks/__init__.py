"""QuickBooks: one gateway per product, both satisfying `include.books.gateway.Gateway`."""
