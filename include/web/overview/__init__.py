"""Overview: the company at a glance, and what to do next. Read `routes`."""
