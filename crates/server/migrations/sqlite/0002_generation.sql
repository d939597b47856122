-- `generation` counts what changes the outcome of a compilation: credentials, catalogue, scoping. With `revision`, which no
-- two connections share, it says whether a statement was compiled against what still holds.
ALTER TABLE connections ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
