"""Tests of the address for load balancers."""
