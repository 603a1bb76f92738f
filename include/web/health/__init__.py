"""Whether CoreBooks can work, for load balancers. Read `routes`."""
