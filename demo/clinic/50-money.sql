-- Money: invoices and how they were paid.

CREATE TYPE invoice_status AS ENUM ('draft', 'open', 'paid', 'written_off');

CREATE TABLE invoices (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    invoice_no     text NOT NULL UNIQUE,
    patient_id     bigint NOT NULL REFERENCES patients,
    appointment_id bigint UNIQUE REFERENCES appointments,
    status         invoice_status NOT NULL DEFAULT 'draft',
    issued_on      date NOT NULL,
    due_on         date NOT NULL,
    total          numeric(10,2) NOT NULL CHECK (total >= 0),
    CHECK (due_on >= issued_on)
);
CREATE INDEX invoices_patient_idx ON invoices (patient_id, issued_on DESC);
CREATE INDEX invoices_open_idx ON invoices (due_on) WHERE status = 'open';
COMMENT ON TABLE invoices IS 'What patients owe the clinic, in US dollars.';

CREATE TABLE invoice_items (
    invoice_id     bigint NOT NULL REFERENCES invoices ON DELETE CASCADE,
    line_no        smallint NOT NULL,
    service_id     smallint REFERENCES services,
    description    text NOT NULL,
    quantity       numeric(6,2) NOT NULL DEFAULT 1,
    unit_price     numeric(8,2) NOT NULL,
    amount         numeric(10,2) GENERATED ALWAYS AS (round(quantity * unit_price, 2)) STORED,
    PRIMARY KEY (invoice_id, line_no)
);
COMMENT ON TABLE invoice_items IS 'The lines of an invoice.';
COMMENT ON COLUMN invoice_items.amount IS 'Computed by the database.';

CREATE TABLE payments (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    invoice_id     bigint NOT NULL REFERENCES invoices,
    patient_id     bigint NOT NULL REFERENCES patients,
    amount         numeric(10,2) NOT NULL CHECK (amount > 0),
    method         text NOT NULL CHECK (method IN ('card', 'cash', 'bank_transfer', 'insurance')),
    card_number    text,
    card_expiry    text,
    card_holder    text,
    iban           text,
    gateway_token  text,
    paid_at        timestamptz NOT NULL
);
CREATE INDEX payments_invoice_idx ON payments (invoice_id);
CREATE INDEX payments_patient_idx ON payments (patient_id, paid_at DESC);
COMMENT ON TABLE payments IS 'Payments received. Holds card data: never for callers.';
COMMENT ON COLUMN payments.card_number IS 'Full card number, from before the gateway kept tokens.';
COMMENT ON COLUMN payments.gateway_token IS 'Lets the gateway charge the card again.';
