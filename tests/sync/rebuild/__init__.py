"""Tests of making a lost database anew."""
