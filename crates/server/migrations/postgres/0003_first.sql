-- The same tables as in migrations/sqlite up to this number; what each is for is said there. Nothing here needs more than
-- plain tables and indexes.

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value BYTEA NOT NULL
);

CREATE TABLE organisations (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE,
    created_at   TEXT NOT NULL,
    generation   BIGINT NOT NULL DEFAULT 0,
    audit_length BIGINT NOT NULL DEFAULT 0,
    audit_head   BYTEA
);

CREATE TABLE keys (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    salt            BYTEA NOT NULL,
    digest          BYTEA NOT NULL,
    scopes          TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    revoked_at      TEXT,
    label           TEXT NOT NULL DEFAULT '',
    expires_at      TEXT
);
CREATE INDEX keys_by_organisation ON keys (organisation_id, id);

CREATE TABLE agents (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    name            TEXT NOT NULL,
    version         BIGINT NOT NULL DEFAULT 0,
    status          TEXT NOT NULL DEFAULT 'draft',
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL
);
CREATE INDEX agents_by_organisation ON agents (organisation_id, id);

CREATE TABLE connections (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    kind            TEXT NOT NULL,
    revision        TEXT NOT NULL,
    sealed          BYTEA NOT NULL,
    catalog         BYTEA,
    discovered_at   TEXT,
    connected_at    TEXT NOT NULL,
    generation      BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (organisation_id, kind)
);

CREATE TABLE scopings (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    kind            TEXT NOT NULL,
    scoping         TEXT NOT NULL,
    updated_at      TEXT NOT NULL,
    PRIMARY KEY (organisation_id, kind)
);

CREATE TABLE skills (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    agent_id        TEXT NOT NULL REFERENCES agents (id),
    kind            TEXT NOT NULL,
    name            TEXT NOT NULL,
    tool_name       TEXT NOT NULL,
    binding         TEXT NOT NULL,
    definition      TEXT NOT NULL,
    is_enabled      BOOLEAN NOT NULL,
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL,
    UNIQUE (agent_id, name)
);
CREATE INDEX skills_by_agent ON skills (organisation_id, agent_id, id);

CREATE TABLE receipts (
    key_id     TEXT NOT NULL REFERENCES keys (id),
    path       TEXT NOT NULL,
    receipt    TEXT NOT NULL,
    body_mac   BYTEA NOT NULL,
    status     BIGINT,
    media_type TEXT,
    answer     BYTEA,
    created_at BIGINT NOT NULL,
    owner      TEXT NOT NULL,
    PRIMARY KEY (key_id, path, receipt)
);
CREATE INDEX receipts_by_age ON receipts (created_at);

CREATE TABLE audit_log (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    sequence        BIGINT NOT NULL,
    id              TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    actor           TEXT NOT NULL,
    request_id      TEXT NOT NULL,
    action          TEXT NOT NULL,
    target          TEXT NOT NULL,
    detail          TEXT NOT NULL,
    hash            BYTEA NOT NULL,
    PRIMARY KEY (organisation_id, sequence)
);

CREATE TABLE agent_versions (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    agent_id        TEXT NOT NULL REFERENCES agents (id),
    version         BIGINT NOT NULL,
    note            TEXT NOT NULL,
    restores        TEXT,
    skills          TEXT NOT NULL,
    published_by    TEXT NOT NULL,
    published_at    TEXT NOT NULL,
    UNIQUE (agent_id, version)
);
CREATE INDEX agent_versions_by_agent ON agent_versions (organisation_id, agent_id, id);
