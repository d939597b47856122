-- A second schema, so that a table's name alone is not always enough.

CREATE SCHEMA billing;
COMMENT ON SCHEMA billing IS 'What the billing office exchanges with insurers.';

CREATE TABLE billing.claims (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    claim_no            text NOT NULL UNIQUE,
    invoice_id          bigint NOT NULL REFERENCES public.invoices,
    insurance_policy_id bigint NOT NULL REFERENCES public.insurance_policies,
    amount              numeric(10,2) NOT NULL,
    state               text NOT NULL DEFAULT 'submitted' CHECK (state IN ('submitted', 'accepted', 'denied', 'paid')),
    submitted_on        date NOT NULL
);
CREATE INDEX claims_policy_idx ON billing.claims (insurance_policy_id, submitted_on);
COMMENT ON TABLE billing.claims IS 'Claims sent to insurers.';

CREATE TABLE billing.payments (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    claim_id            bigint NOT NULL REFERENCES billing.claims,
    amount              numeric(10,2) NOT NULL,
    remitted_on         date NOT NULL
);
CREATE INDEX payments_claim_idx ON billing.payments (claim_id);
COMMENT ON TABLE billing.payments IS 'What insurers paid. Not to be confused with public.payments.';

CREATE TABLE billing."Legacy Import" (
    "Old ID"            integer PRIMARY KEY,
    "Patient Name"      text NOT NULL,
    "Balance (USD)"     numeric(10,2) NOT NULL,
    patient_id          bigint REFERENCES public.patients
);
COMMENT ON TABLE billing."Legacy Import" IS 'Balances from the old software, kept for questions.';
