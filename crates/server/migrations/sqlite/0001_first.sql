-- Times are RFC 3339 texts; JSON is text. Every table that belongs to an organisation says so itself, so that no query
-- needs a join to stay inside one.

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE organisations (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE keys (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    salt            BLOB NOT NULL,
    digest          BLOB NOT NULL,
    scopes          TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    revoked_at      TEXT
) STRICT;

CREATE TABLE agents (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    name            TEXT NOT NULL,
    version         INTEGER NOT NULL DEFAULT 0,
    status          TEXT NOT NULL DEFAULT 'draft',
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL
) STRICT;
CREATE INDEX agents_by_organisation ON agents (organisation_id, id);

-- `revision` changes with the credentials: a catalogue that was read with others is not stored.
CREATE TABLE connections (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    kind            TEXT NOT NULL,
    revision        TEXT NOT NULL,
    sealed          BLOB NOT NULL,
    catalog         BLOB,
    discovered_at   TEXT,
    connected_at    TEXT NOT NULL,
    PRIMARY KEY (organisation_id, kind)
) STRICT;

-- Apart from the connection: blocks outlive it.
CREATE TABLE scopings (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    kind            TEXT NOT NULL,
    scoping         TEXT NOT NULL,
    updated_at      TEXT NOT NULL,
    PRIMARY KEY (organisation_id, kind)
) STRICT;

-- `binding` is what was asked for, `definition` what it compiled to: enabling compiles again.
CREATE TABLE skills (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    agent_id        TEXT NOT NULL REFERENCES agents (id),
    kind            TEXT NOT NULL,
    name            TEXT NOT NULL,
    tool_name       TEXT NOT NULL,
    binding         TEXT NOT NULL,
    definition      TEXT NOT NULL,
    is_enabled      INTEGER NOT NULL,
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL,
    UNIQUE (agent_id, name)
) STRICT;
CREATE INDEX skills_by_agent ON skills (organisation_id, agent_id, id);

-- Answers to mutating POSTs by idempotency key. `status` is null while the first one is under way.
CREATE TABLE receipts (
    key_id     TEXT NOT NULL REFERENCES keys (id),
    path       TEXT NOT NULL,
    receipt    TEXT NOT NULL,
    body_mac   BLOB NOT NULL,
    status     INTEGER,
    media_type TEXT,
    answer     BLOB,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (key_id, path, receipt)
) STRICT;
CREATE INDEX receipts_by_age ON receipts (created_at);
