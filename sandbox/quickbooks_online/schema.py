"""The tables of the company file.

`object` holds every entity with the columns it is looked up by, `version` all its earlier bodies,
`posting` the general ledger in signed cents (debits positive), `link` what settles what, `id_map`
what became of the IDs of a company file that was moved here, `request` the answers kept for request ids; the rest is the login's. Times are Unix seconds.
"""

from __future__ import annotations

from sandbox.accounting.ledger import POSTING_SCHEMA

SCHEMA = (
    POSTING_SCHEMA
    + """
CREATE TABLE IF NOT EXISTS company (realm TEXT PRIMARY KEY, name TEXT NOT NULL, created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sequence (
    realm TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (realm, name)
);
CREATE TABLE IF NOT EXISTS object (
    realm TEXT NOT NULL, entity TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL,
    token INTEGER NOT NULL, status TEXT NOT NULL, active INTEGER NOT NULL,
    name TEXT, number TEXT, party TEXT, txn_date TEXT,
    created REAL NOT NULL, updated REAL NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (realm, entity, id)
);
CREATE INDEX IF NOT EXISTS object_seq ON object (realm, entity, seq);
CREATE INDEX IF NOT EXISTS object_name ON object (realm, entity, name);
CREATE INDEX IF NOT EXISTS object_number ON object (realm, entity, number);
CREATE INDEX IF NOT EXISTS object_party ON object (realm, entity, party);
CREATE INDEX IF NOT EXISTS object_updated ON object (realm, entity, updated);
CREATE TABLE IF NOT EXISTS version (
    realm TEXT NOT NULL, entity TEXT NOT NULL, id TEXT NOT NULL, token INTEGER NOT NULL,
    at REAL NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS version_of ON version (realm, entity, id);
CREATE TABLE IF NOT EXISTS link (
    realm TEXT NOT NULL, entity TEXT NOT NULL, id TEXT NOT NULL, line INTEGER NOT NULL,
    to_entity TEXT NOT NULL, to_id TEXT NOT NULL, amount INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS link_from ON link (realm, entity, id);
CREATE INDEX IF NOT EXISTS link_to ON link (realm, to_entity, to_id);
CREATE TABLE IF NOT EXISTS id_map (
    realm TEXT NOT NULL, new_id TEXT NOT NULL, old_id TEXT NOT NULL,
    new_type TEXT NOT NULL, old_type TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS id_map_old ON id_map (realm, old_type, old_id);
CREATE TABLE IF NOT EXISTS request (
    realm TEXT NOT NULL, key TEXT NOT NULL, at REAL NOT NULL, status INTEGER NOT NULL,
    digest TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (realm, key)
);
CREATE TABLE IF NOT EXISTS code (
    code TEXT PRIMARY KEY, client TEXT NOT NULL, realm TEXT NOT NULL, redirect_uri TEXT NOT NULL,
    expires REAL NOT NULL, used INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS refresh_token (
    token TEXT PRIMARY KEY, grant_id TEXT NOT NULL, client TEXT NOT NULL, realm TEXT NOT NULL,
    issued REAL NOT NULL, expires REAL NOT NULL, hard_expires REAL NOT NULL, replaced REAL
);
CREATE TABLE IF NOT EXISTS access_token (
    token TEXT PRIMARY KEY, grant_id TEXT NOT NULL, client TEXT NOT NULL, realm TEXT NOT NULL,
    expires REAL NOT NULL
);
"""
)
