"""Tests of the proof pack."""
