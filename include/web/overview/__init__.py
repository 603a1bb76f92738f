"""Overview: what is due and what became of it, and what to do next.

Read `routes`, then `cockpit` (the page), whose parts are `setup_steps` (until the first sync), `next_steps`
and `month_bars`.
"""
