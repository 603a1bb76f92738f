"""Workers that are really killed, at every boundary, and what is left of their work."""
