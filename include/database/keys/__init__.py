"""Secrets and what they are kept with.

Read `seal` first (sealing with the installation's keys), then `tokens` (QuickBooks' own), `known_keys` (which
keys there are, by name only), `own_keys` (keys that CoreBooks made itself), `digest_key` (of hashes of secrets)
and `rotation` (sealing everything anew).
"""
