-- Every unit of work counts `generation` up: what a process keeps in memory of an organisation holds as long as the
-- number does. `audit_length` and `audit_head` are the end of the organisation's audit chain.
ALTER TABLE organisations ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organisations ADD COLUMN audit_length INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organisations ADD COLUMN audit_head BLOB;

ALTER TABLE keys ADD COLUMN label TEXT NOT NULL DEFAULT '';
ALTER TABLE keys ADD COLUMN expires_at TEXT;
CREATE INDEX keys_by_organisation ON keys (organisation_id, id);

-- Who has the receipt: a call that was taken for lost and did live does not settle another's.
ALTER TABLE receipts ADD COLUMN owner TEXT NOT NULL DEFAULT '';

-- Who changed what. `detail` is JSON without secrets and without rows; `hash` covers the entry and the hash before it.
CREATE TABLE audit_log (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    sequence        INTEGER NOT NULL,
    id              TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    actor           TEXT NOT NULL,
    request_id      TEXT NOT NULL,
    action          TEXT NOT NULL,
    target          TEXT NOT NULL,
    detail          TEXT NOT NULL,
    hash            BLOB NOT NULL,
    PRIMARY KEY (organisation_id, sequence)
) STRICT;

-- A version is what was published: frozen, never changed. `skills` is JSON.
CREATE TABLE agent_versions (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    agent_id        TEXT NOT NULL REFERENCES agents (id),
    version         INTEGER NOT NULL,
    note            TEXT NOT NULL,
    restores        TEXT,
    skills          TEXT NOT NULL,
    published_by    TEXT NOT NULL,
    published_at    TEXT NOT NULL,
    UNIQUE (agent_id, version)
) STRICT;
CREATE INDEX agent_versions_by_agent ON agent_versions (organisation_id, agent_id, id);
