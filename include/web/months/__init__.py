"""Month end: five checks, a sign-off that holds until something moves, and the proof pack.

Read `routes`, then `month_page` (what the page shows).
"""
