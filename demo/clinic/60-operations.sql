-- How the clinic runs: messages, and who looked at what.

CREATE TYPE message_channel AS ENUM ('sms', 'email', 'voice', 'portal');

CREATE TABLE messages (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    patient_id     bigint NOT NULL REFERENCES patients,
    staff_user_id  integer REFERENCES staff_users,
    channel        message_channel NOT NULL,
    subject        text,
    body           text NOT NULL,
    sent_at        timestamptz NOT NULL,
    read_at        timestamptz
);
CREATE INDEX messages_patient_idx ON messages (patient_id, sent_at DESC);
CREATE INDEX messages_unread_idx ON messages (staff_user_id, sent_at) WHERE read_at IS NULL;
COMMENT ON TABLE messages IS 'Messages between patients and staff.';
COMMENT ON COLUMN messages.body IS 'Free text; patients write medical matters here.';

CREATE TABLE audit_log (
    id             bigint GENERATED ALWAYS AS IDENTITY,
    happened_on    date NOT NULL,
    happened_at    timestamptz NOT NULL,
    staff_user_id  integer REFERENCES staff_users,
    action         text NOT NULL,
    patient_id     bigint,
    detail         jsonb NOT NULL DEFAULT '{}',
    client_ip      inet,
    PRIMARY KEY (happened_on, id)
) PARTITION BY RANGE (happened_on);
CREATE TABLE audit_log_2025 PARTITION OF audit_log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE audit_log_2026 PARTITION OF audit_log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE audit_log_2027 PARTITION OF audit_log FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
CREATE TABLE audit_log_rest PARTITION OF audit_log DEFAULT;
CREATE INDEX audit_log_patient_idx ON audit_log (patient_id, happened_on);
COMMENT ON TABLE audit_log IS 'Who looked at or changed which record. One partition per year.';
