"""The engine: what changed in CORE becomes entries in QuickBooks, exactly once.

A run goes through four tasks, and each has its folder. Read them in the order of the data:

1. `run`: what a run is, which company and workflow it is for, and which records it works on.
2. `decide`: what each record needs in QuickBooks, by pure functions over values.
3. `extract`: reads what changed in CORE into the database.
4. `operations`: the intended writes, as rows of the database.
5. `quickbooks_state`: what QuickBooks holds now, and what happened to everything that was sent.
6. `existing`: entries that QuickBooks had before, linked to what CORE has.
7. `diff`: reads what is decided on, has it decided, and stores the planned changes.
8. `post`: sends the planned changes to QuickBooks.
9. `verify`: reads back what was written, closes the run, and ties CORE out to QuickBooks.
10. `move`: moves a company with its links to another QuickBooks, beside all runs.

`rebuild` is for a database that was lost: it makes links, parties, and setups anew from QuickBooks and CORE.

A folder imports only from those named before it. The engine knows neither which source feeds it nor
which QuickBooks it posts to.
"""
