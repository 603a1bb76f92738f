"""Tests of the pages about names."""
