"""The engine: what changed in CORE becomes entries in QuickBooks, exactly once.

A run goes through four tasks, and each has its folder. Read them in the order of the data:

1. `run`: what a run is, which company and workflow it is for, and which records it works on.
2. `extract`: reads what changed in CORE into the database.
3. `operations`: the intended writes, as rows of the database.
4. `quickbooks_state`: what QuickBooks holds now, and what happened to everything that was sent.
5. `diff`: compares CORE with what was last synced and writes the planned changes.
6. `post`: sends the planned changes to QuickBooks.
7. `verify`: reads back what was written, closes the run, and ties CORE out to QuickBooks.

A folder imports only from those named before it. The engine knows neither which source feeds it nor
which QuickBooks it posts to.
"""
