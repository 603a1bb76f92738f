"""How the database's tables came to be, step by step (Alembic).

`env` is what Alembic runs; `versions` has the steps.
"""
