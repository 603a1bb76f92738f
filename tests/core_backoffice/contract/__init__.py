"""What every source of CORE's records must do, said once and tried with each of them.

A `World` is the other side of a source: it makes, changes, deletes and spoils records there, and opens
the source. To add a source, write its world and name it in `worlds.WORLDS`. Sources that read a shelf
have `FeedWorld` as their base: they bring a snapshot to their door, and name their shelf. `tables` has
a snapshot as rows, and the profile that reads them.

Read `world` first, then `brokerage` (the records that tests use) and the tests.
"""
