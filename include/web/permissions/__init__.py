"""Permissions: who can see which company. Read `routes`."""
