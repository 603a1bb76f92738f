"""Needs attention: records on hold, the longest waiting first, each with its ways out, owner and note.

Read `on_hold` (a record's item) first, then `ways_out` (the runs that help it) and `options_in_place` (options
that a hold asks to change). `filters` is what the list is narrowed to, `page` the page itself, `routes` what
its buttons start, `note_routes` who takes care of a record and what is noted about it, and `exported` the list
as a file. Whether a payee charges sales tax is said on the item too.
"""
