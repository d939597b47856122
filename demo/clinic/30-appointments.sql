-- Booking: the tables that a phone agent is there for.

CREATE TYPE appointment_status AS ENUM ('booked', 'confirmed', 'checked_in', 'completed', 'cancelled', 'no_show');

CREATE TABLE appointments (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    patient_id       bigint NOT NULL REFERENCES patients,
    provider_id      integer NOT NULL REFERENCES providers,
    location_id      smallint NOT NULL REFERENCES locations,
    service_id       smallint NOT NULL REFERENCES services,
    room_no          text,
    starts_at        timestamptz NOT NULL,
    ends_at          timestamptz NOT NULL,
    duration_minutes integer GENERATED ALWAYS AS ((extract(epoch FROM ends_at - starts_at) / 60)::integer) STORED,
    status           appointment_status NOT NULL DEFAULT 'booked',
    phone            text NOT NULL,
    reason           text,
    notes            text,
    rescheduled_from bigint REFERENCES appointments,
    created_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT appointments_room_fkey FOREIGN KEY (location_id, room_no) REFERENCES rooms (location_id, room_no),
    CONSTRAINT appointments_order_check CHECK (ends_at > starts_at)
);
CREATE INDEX appointments_phone_idx ON appointments (phone, starts_at DESC);
CREATE INDEX appointments_patient_idx ON appointments (patient_id);
CREATE INDEX appointments_provider_idx ON appointments (provider_id, starts_at);
CREATE INDEX appointments_open_idx ON appointments (starts_at) WHERE status = 'booked';
COMMENT ON TABLE appointments IS 'Booked visits, past and to come.';
COMMENT ON COLUMN appointments.starts_at IS 'Start of the visit.';
COMMENT ON COLUMN appointments.status IS 'Where the visit stands.';
COMMENT ON COLUMN appointments.phone IS 'The number the caller gave when booking, in E.164.';
COMMENT ON COLUMN appointments.reason IS 'The caller''s own words.';
COMMENT ON COLUMN appointments.notes IS 'The staff''s remarks. Internal.';
COMMENT ON COLUMN appointments.rescheduled_from IS 'The visit that this one replaces.';

CREATE TABLE waitlist (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    patient_id    bigint NOT NULL REFERENCES patients,
    service_id    smallint NOT NULL REFERENCES services,
    provider_id   integer REFERENCES providers,
    earliest      date NOT NULL,
    weekdays      smallint[] NOT NULL DEFAULT '{1,2,3,4,5}',
    priority      smallint NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5),
    created_at    timestamptz NOT NULL DEFAULT now(),
    UNIQUE (patient_id, service_id)
);
CREATE INDEX waitlist_service_idx ON waitlist (service_id, priority, created_at);
COMMENT ON TABLE waitlist IS 'Who wants an earlier visit.';
COMMENT ON COLUMN waitlist.weekdays IS '1 is Monday.';

CREATE TABLE referrals (
    id                    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    patient_id            bigint NOT NULL REFERENCES patients,
    from_provider_id      integer NOT NULL REFERENCES providers,
    to_provider_id        integer NOT NULL REFERENCES providers,
    reason                text NOT NULL,
    issued_on             date NOT NULL,
    expires_on            date,
    CHECK (from_provider_id <> to_provider_id)
);
CREATE INDEX referrals_patient_idx ON referrals (patient_id, issued_on DESC);
COMMENT ON TABLE referrals IS 'One provider sending a patient to another.';
