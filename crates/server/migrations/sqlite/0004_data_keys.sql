-- What is sealed is sealed with data keys, which stand here sealed with the master key; so rotating the master key changes all
-- of it in one transaction. One key for each purpose: `credentials` (its id begins every sealed credential) and `receipts`
-- (the MACs of bodies). A store of before has none: they are made, and its credentials sealed anew, when it is next served.
CREATE TABLE data_keys (
    purpose    TEXT PRIMARY KEY,
    id         BLOB NOT NULL,
    wrapped    BLOB NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
