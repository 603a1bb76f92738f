"""Databases as earlier versions left them, one file each: all rows that their own code had written.

Read `fill` for what happens in one, `rows` for how it is kept and put back. A file named after a version was
made by that release, one named after a revision by the code that came with it. Secrets are sealed with `KEY`.
"""

KEY = "rXkzF1m3uEw3tJ4v8x3Q0m5mJ0kqU1yS7r0mFh2m8nA="
