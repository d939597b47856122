-- Who works in the clinic and who comes to it.

CREATE TABLE staff_users (
    id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username      text NOT NULL,
    display_name  text NOT NULL,
    email         text NOT NULL,
    password_hash text NOT NULL,
    api_token     uuid NOT NULL,
    "Badge No"    text,
    role          text NOT NULL DEFAULT 'reception' CHECK (role IN ('reception', 'nurse', 'billing', 'admin')),
    last_login_at timestamptz,
    last_login_ip inet
);
CREATE UNIQUE INDEX staff_users_username_key ON staff_users (lower(username));
COMMENT ON TABLE staff_users IS 'Logins of the clinic''s own staff. Never for callers.';
COMMENT ON COLUMN staff_users.password_hash IS 'Salted hash.';
COMMENT ON COLUMN staff_users.api_token IS 'Token for the scheduling integration.';
COMMENT ON COLUMN staff_users."Badge No" IS 'Printed on the door badge; the name comes from the old badge software.';

CREATE TABLE providers (
    id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_user_id integer UNIQUE REFERENCES staff_users,
    location_id   smallint NOT NULL REFERENCES locations,
    full_name     text NOT NULL,
    title         text NOT NULL DEFAULT 'MD',
    specialty     text NOT NULL,
    licence_no    text NOT NULL UNIQUE,
    languages     text[] NOT NULL DEFAULT '{English}',
    accepts_new   boolean NOT NULL DEFAULT true
);
CREATE INDEX providers_specialty_idx ON providers (specialty, location_id);
COMMENT ON TABLE providers IS 'Doctors and therapists who can be booked.';
COMMENT ON COLUMN providers.accepts_new IS 'Takes patients that the clinic has not seen before.';
COMMENT ON COLUMN providers.licence_no IS 'Number of the licence to practise.';

CREATE TABLE provider_services (
    provider_id   integer NOT NULL REFERENCES providers ON DELETE CASCADE,
    service_id    smallint NOT NULL REFERENCES services,
    PRIMARY KEY (provider_id, service_id)
);
COMMENT ON TABLE provider_services IS 'Which provider offers which service.';

CREATE TABLE insurance_policies (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    insurer       text NOT NULL,
    policy_no     text NOT NULL,
    plan          text NOT NULL,
    valid         daterange NOT NULL,
    copay         numeric(8,2) NOT NULL DEFAULT 0,
    UNIQUE (insurer, policy_no)
);
COMMENT ON TABLE insurance_policies IS 'Policies that patients are covered by; a family may share one.';
COMMENT ON COLUMN insurance_policies.copay IS 'What the patient pays per visit, in US dollars.';

CREATE TABLE patients (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chart_id            uuid NOT NULL UNIQUE,
    full_name           text NOT NULL,
    date_of_birth       date NOT NULL CHECK (date_of_birth > '1900-01-01'),
    phone               text NOT NULL,
    email               text,
    ssn                 text NOT NULL,
    card_last4          char(4),
    insurance_no        text,
    insurance_policy_id bigint REFERENCES insurance_policies,
    primary_provider_id integer REFERENCES providers,
    street              text,
    city                text,
    postal_code         text,
    preferred_language  text NOT NULL DEFAULT 'English',
    emergency_contact   jsonb,
    is_active           boolean NOT NULL DEFAULT true,
    created_at          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX patients_phone_idx ON patients (phone);
CREATE INDEX patients_email_idx ON patients (lower(email));
CREATE UNIQUE INDEX patients_ssn_key ON patients (ssn);
CREATE INDEX patients_name_idx ON patients (full_name, date_of_birth);
CREATE INDEX patients_insurance_idx ON patients USING hash (insurance_no);
COMMENT ON TABLE patients IS 'Everyone who has ever registered with the clinic.';
COMMENT ON COLUMN patients.chart_id IS 'Number on the paper chart.';
COMMENT ON COLUMN patients.phone IS 'Mobile number in E.164, as given at registration.';
COMMENT ON COLUMN patients.ssn IS 'Social security number. Not to be read out on a call.';
COMMENT ON COLUMN patients.card_last4 IS 'Last four digits of the card on file.';
COMMENT ON COLUMN patients.insurance_no IS 'Member number on the insurance card.';
COMMENT ON COLUMN patients.emergency_contact IS 'Name, relation and phone of one person.';
