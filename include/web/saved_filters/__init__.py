"""Filters that people save for lists: `routes` saves and deletes them, `frame/saved_filters.html` shows them."""
