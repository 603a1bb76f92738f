"""Changing the brokerage from outside its API: for tests, demonstrations and people."""
