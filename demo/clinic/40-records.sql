-- The medical record. Nothing here is for a phone call.

CREATE TABLE diagnoses (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    patient_id     bigint NOT NULL REFERENCES patients,
    appointment_id bigint REFERENCES appointments,
    icd10_code     text NOT NULL CHECK (icd10_code ~ '^[A-Z][0-9]{2}'),
    description    text NOT NULL,
    is_chronic     boolean NOT NULL DEFAULT false,
    diagnosed_on   date NOT NULL
);
CREATE INDEX diagnoses_patient_idx ON diagnoses (patient_id, diagnosed_on DESC);
COMMENT ON TABLE diagnoses IS 'What was found, coded in ICD-10. Protected health information.';

CREATE TABLE prescriptions (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rx_number      text NOT NULL UNIQUE,
    patient_id     bigint NOT NULL REFERENCES patients,
    provider_id    integer NOT NULL REFERENCES providers,
    drug           text NOT NULL,
    dosage         text NOT NULL,
    refills_left   smallint NOT NULL DEFAULT 0 CHECK (refills_left >= 0),
    prescribed_on  date NOT NULL,
    valid_until    date NOT NULL
);
CREATE INDEX prescriptions_patient_idx ON prescriptions (patient_id);
COMMENT ON TABLE prescriptions IS 'Drugs prescribed. Protected health information.';
COMMENT ON COLUMN prescriptions.rx_number IS 'What the patient reads out to ask for a refill.';

CREATE TABLE lab_results (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    patient_id     bigint NOT NULL REFERENCES patients,
    ordered_by     integer REFERENCES providers,
    test           text NOT NULL,
    value          double precision,
    unit           text,
    reference      numrange,
    is_abnormal    boolean NOT NULL DEFAULT false,
    raw            jsonb NOT NULL DEFAULT '{}',
    taken_at       timestamptz NOT NULL
);
CREATE INDEX lab_results_patient_idx ON lab_results (patient_id, taken_at DESC);
CREATE INDEX lab_results_raw_idx ON lab_results USING gin (raw);
COMMENT ON TABLE lab_results IS 'Laboratory values. Protected health information.';
COMMENT ON COLUMN lab_results.raw IS 'The message of the laboratory''s device.';

CREATE TABLE allergies (
    patient_id     bigint NOT NULL REFERENCES patients,
    substance      text NOT NULL,
    severity       text NOT NULL DEFAULT 'mild' CHECK (severity IN ('mild', 'moderate', 'severe')),
    noted_on       date NOT NULL,
    PRIMARY KEY (patient_id, substance)
);
COMMENT ON TABLE allergies IS 'Known allergies. Protected health information.';

CREATE TABLE consents (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    patient_id     bigint NOT NULL REFERENCES patients,
    kind           text NOT NULL,
    granted        boolean NOT NULL,
    signature      bytea,
    signed_at      timestamptz NOT NULL,
    UNIQUE (patient_id, kind)
);
COMMENT ON TABLE consents IS 'What patients have agreed to.';
COMMENT ON COLUMN consents.signature IS 'Strokes of the signature pad.';
