CREATE TABLE data_keys (
    purpose    TEXT PRIMARY KEY,
    id         BYTEA NOT NULL,
    wrapped    BYTEA NOT NULL,
    created_at TEXT NOT NULL
);
