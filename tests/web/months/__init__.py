"""Tests of the pages of months."""
