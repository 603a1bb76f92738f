"""Moving a company to another QuickBooks: where it is, and what a person does next.

Read `steps` first (the steps in order, with what each one found), then `page` (the page itself) and `routes` (connecting,
choosing, accepting, switching, and going back). What reads much from QuickBooks is done by a command, which the page shows.
"""
