"""Tests of month ends in the database."""
