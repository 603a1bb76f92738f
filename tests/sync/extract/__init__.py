"""Reading what changed in CORE."""
