"""Month ends in the database: what is tied out, what is signed off, and what ends a sign-off.

Read `moves` first (what counts as a move of a month, in words), then `watching` (moves are noticed in
whatever transaction makes them), `sign_offs` (what is stored, and what else ends a sign-off), `tie_outs` (what a
tie-out of a month found), `checks` (the five of them), `signing` and `trail_breaks` (an altered trail ends
every sign-off).
"""
