-- The clinic's places and what is offered in them.

CREATE TYPE location_kind AS ENUM ('clinic', 'hospital_wing', 'telehealth');

CREATE TABLE locations (
    id            smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL UNIQUE,
    kind          location_kind NOT NULL DEFAULT 'clinic',
    street        text NOT NULL,
    city          text NOT NULL,
    postal_code   text NOT NULL,
    phone         text NOT NULL,
    timezone      text NOT NULL DEFAULT 'America/Denver',
    "openingHours" jsonb NOT NULL DEFAULT '{}',
    is_open       boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE locations IS 'Where patients are seen.';
COMMENT ON COLUMN locations."openingHours" IS 'Day of the week to opening times, for example {"mon": ["08:00", "17:00"]}.';
COMMENT ON COLUMN locations.timezone IS 'IANA name; appointment times are shown in it.';

CREATE TABLE rooms (
    location_id   smallint NOT NULL REFERENCES locations,
    room_no       text NOT NULL,
    floor         smallint NOT NULL DEFAULT 0,
    equipment     text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (location_id, room_no)
);
COMMENT ON TABLE rooms IS 'Treatment rooms; a room''s number is unique within its location only.';
COMMENT ON COLUMN rooms.equipment IS 'What stands in the room, for example {ultrasound,ecg}.';

CREATE TABLE services (
    id               smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code             text NOT NULL,
    name             text NOT NULL,
    duration_minutes smallint NOT NULL CHECK (duration_minutes BETWEEN 5 AND 240),
    price            numeric(8,2) NOT NULL CHECK (price >= 0),
    is_bookable      boolean NOT NULL DEFAULT true
);
CREATE UNIQUE INDEX services_code_key ON services (code);
COMMENT ON TABLE services IS 'What can be booked.';
COMMENT ON COLUMN services.is_bookable IS 'False for services that only staff may book.';
