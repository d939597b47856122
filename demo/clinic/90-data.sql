-- Data by arithmetic alone, so that every load gives the same rows. Nobody here exists: names are combined from lists,
-- phone numbers are from the 555-01xx range kept for fiction, social security numbers begin with 000, which is never
-- issued, and addresses end in example.org.

INSERT INTO locations (name, kind, street, city, postal_code, phone, "openingHours") VALUES
    ('Cedar Street Clinic', 'clinic', '12 Cedar Street', 'Larkfield', '80001', '+13035550100', '{"mon": ["08:00", "17:00"], "sat": ["09:00", "12:00"]}'),
    ('Riverside Clinic', 'clinic', '80 Quay Road', 'Larkfield', '80002', '+13035550101', '{"mon": ["08:00", "18:00"]}'),
    ('St. Odile, East Wing', 'hospital_wing', '1 Hospital Hill', 'Aldermoor', '80110', '+13035550102', '{"mon": ["07:00", "19:00"]}'),
    ('Telehealth', 'telehealth', 'online', 'Larkfield', '80001', '+13035550103', '{}');

INSERT INTO rooms (location_id, room_no, floor, equipment)
SELECT l, chr(64 + l) || lpad(n::text, 2, '0'), (n - 1) / 4, CASE n % 3 WHEN 0 THEN '{ecg,ultrasound}' WHEN 1 THEN '{ecg}' ELSE '{}' END::text[]
FROM generate_series(1, 3) AS l, generate_series(1, 8) AS n;

INSERT INTO services (code, name, duration_minutes, price, is_bookable) VALUES
    ('NEW', 'First visit', 40, 180, true), ('FUP', 'Follow-up', 20, 95, true), ('PHY', 'Physical examination', 30, 150, true),
    ('VAC', 'Vaccination', 10, 45, true), ('LAB', 'Blood test', 10, 60, true), ('ECG', 'Electrocardiogram', 20, 120, true),
    ('USG', 'Ultrasound', 30, 210, true), ('DER', 'Skin check', 20, 130, true), ('PED', 'Child check-up', 30, 110, true),
    ('TEL', 'Telephone consultation', 15, 70, true), ('MIN', 'Minor surgery', 60, 420, false), ('PRE', 'Prescription renewal', 5, 25, true);

INSERT INTO staff_users (username, display_name, email, password_hash, api_token, "Badge No", role, last_login_at, last_login_ip)
SELECT 'staff' || n, 'Staff member ' || n, 'staff' || n || '@clinic.example.org',
       '$argon2id$v=19$m=19456,t=2,p=1$' || md5('salt' || n) || '$' || md5('hash' || n), md5('token' || n)::uuid,
       'B-' || lpad(n::text, 4, '0'), (ARRAY['reception', 'nurse', 'billing', 'admin'])[1 + n % 4],
       timestamptz '2026-06-01 08:00+00' - n * interval '7 hours', ('10.20.' || n % 8 || '.' || 10 + n)::inet
FROM generate_series(1, 60) AS n;

INSERT INTO providers (staff_user_id, location_id, full_name, title, specialty, licence_no, languages, accepts_new)
SELECT n, 1 + n % 4,
       (ARRAY['Ada', 'Bruno', 'Celia', 'Dario', 'Edda', 'Farid', 'Greta', 'Hugo'])[1 + n % 8] || ' '
           || (ARRAY['Alderwick', 'Bramfield', 'Corvane', 'Dunmarsh', 'Estermoor'])[1 + n % 5],
       CASE n % 5 WHEN 0 THEN 'PT' ELSE 'MD' END,
       (ARRAY['General practice', 'Cardiology', 'Dermatology', 'Paediatrics', 'Physiotherapy'])[1 + n % 5],
       'LIC-' || lpad((n * 7919 % 100000)::text, 5, '0'),
       CASE n % 3 WHEN 0 THEN '{English,Spanish}' ELSE '{English}' END::text[], n % 4 <> 0
FROM generate_series(1, 24) AS n;

INSERT INTO provider_services (provider_id, service_id)
SELECT p, s FROM generate_series(1, 24) AS p, generate_series(1, 12) AS s WHERE (p * 5 + s * 3) % 4 <> 0;

INSERT INTO insurance_policies (insurer, policy_no, plan, valid, copay)
SELECT (ARRAY['Meridian Mutual', 'Harbour Health', 'Northfold'])[1 + n % 3], 'P' || lpad((n * 104729 % 10000000)::text, 7, '0'),
       (ARRAY['Basic', 'Family', 'Plus'])[1 + n % 3], daterange('2024-01-01', ('2027-01-01'::date + n % 365)), 10 + n % 5 * 10
FROM generate_series(1, 1200) AS n;

INSERT INTO patients (chart_id, full_name, date_of_birth, phone, email, ssn, card_last4, insurance_no, insurance_policy_id,
                      primary_provider_id, street, city, postal_code, preferred_language, emergency_contact, is_active, created_at)
SELECT md5('chart' || n)::uuid,
       (ARRAY['Anna', 'Ben', 'Clara', 'David', 'Elena', 'Felix', 'Grace', 'Henry', 'Irene', 'Jonas', 'Karin', 'Louis', 'Maya',
              'Nils', 'Olga', 'Paul', 'Rosa', 'Simon', 'Tara', 'Viktor'])[1 + n % 20] || ' '
           || (ARRAY['Ashgrove', 'Birkland', 'Coldwell', 'Drayford', 'Elmhart', 'Fenwold', 'Gravesend', 'Hollin', 'Inverlea',
                     'Jarrow', 'Kestrel', 'Lindqvane', 'Marlowe', 'Netherby', 'Oakhurst', 'Pemberlin', 'Quillon'])[1 + n % 17],
       date '1935-01-01' + (n * 7907 % 32000),
       '+1' || 200 + n / 100 || '55501' || lpad((n % 100)::text, 2, '0'),
       CASE WHEN n % 9 <> 0 THEN 'Patient' || n || '@example.org' END,
       '000-' || lpad((1 + n / 9999)::text, 2, '0') || '-' || lpad((n * 7919 % 10000)::text, 4, '0'),
       CASE WHEN n % 4 <> 0 THEN lpad((n * 31 % 10000)::text, 4, '0') END,
       CASE WHEN n % 6 <> 0 THEN 'M' || lpad((n * 15485863::bigint % 1000000000)::text, 9, '0') END,
       CASE WHEN n % 6 <> 0 THEN 1 + n % 1200 END, 1 + n % 24,
       1 + n % 200 || ' ' || (ARRAY['Alder Lane', 'Brook Street', 'Chapel Road', 'Dell Avenue'])[1 + n % 4],
       (ARRAY['Larkfield', 'Aldermoor', 'Westerby'])[1 + n % 3], (80000 + n % 200)::text,
       CASE n % 11 WHEN 0 THEN 'Spanish' ELSE 'English' END,
       jsonb_build_object('name', 'Contact of ' || n, 'relation', 'partner', 'phone', '+1' || 300 + n / 100 || '55501' || lpad((n % 100)::text, 2, '0')),
       n % 25 <> 0, timestamptz '2024-01-01 09:00+00' + n * interval '5 hours'
FROM generate_series(1, 4000) AS n;

-- Nine visits a day from 2025 to the autumn of 2027, so that there is always a list for today; the caller's number is
-- mostly the patient's own.
INSERT INTO appointments (patient_id, provider_id, location_id, service_id, room_no, starts_at, ends_at, status, phone, reason, notes, created_at)
SELECT p.id, 1 + n % 24, l, 1 + n % 12, CASE WHEN l < 4 THEN chr(64 + l) || lpad((1 + n / 4 % 8)::text, 2, '0') END,
       s, s + (ARRAY[10, 15, 20, 30, 40])[1 + n % 5] * interval '1 minute',
       CASE WHEN s < '2026-07-01' THEN (ARRAY['completed', 'completed', 'completed', 'cancelled', 'no_show'])[1 + n % 5]
            ELSE (ARRAY['booked', 'confirmed', 'booked', 'cancelled'])[1 + n % 4] END::appointment_status,
       CASE n % 10 WHEN 0 THEN '+1' || 600 + p.id / 100 || '55501' || lpad((p.id % 100)::text, 2, '0') ELSE p.phone END,
       (ARRAY['Cough since last week', 'Check-up', 'Back pain', 'Rash on the arm', 'Repeat prescription', NULL])[1 + n % 6],
       CASE WHEN n % 7 = 0 THEN 'Asked twice about the bill.' END, s - interval '9 days'
FROM generate_series(0, 8999) AS n
CROSS JOIN LATERAL (SELECT 1 + n % 4 AS l, timestamptz '2025-01-06 14:00+00' + (n / 9) * interval '1 day'
                           + (n % 9) * interval '50 minutes' AS s) AS slot
JOIN patients AS p ON p.id = 1 + n * 1021 % 4000;
UPDATE appointments SET rescheduled_from = id - 600 WHERE id % 50 = 0 AND id > 600;

INSERT INTO waitlist (patient_id, service_id, provider_id, earliest, priority, created_at)
SELECT 1 + n * 13 % 4000, 1 + n % 12, CASE WHEN n % 2 = 0 THEN 1 + n % 24 END, date '2026-07-01' + n % 60, 1 + n % 5,
       timestamptz '2026-06-01 10:00+00' + n * interval '1 hour'
FROM generate_series(1, 300) AS n;

INSERT INTO referrals (patient_id, from_provider_id, to_provider_id, reason, issued_on, expires_on)
SELECT 1 + n * 17 % 4000, 1 + n % 24, 1 + (n + 5) % 24, 'Second opinion', date '2025-03-01' + n, date '2025-03-01' + n + 180
FROM generate_series(1, 400) AS n;

INSERT INTO diagnoses (patient_id, appointment_id, icd10_code, description, is_chronic, diagnosed_on)
SELECT patient_id, id, (ARRAY['J06.9', 'M54.5', 'L20.9', 'I10', 'E11.9'])[1 + id % 5],
       (ARRAY['Common cold', 'Low back pain', 'Eczema', 'High blood pressure', 'Type 2 diabetes'])[1 + id % 5], id % 5 >= 3, starts_at::date
FROM appointments WHERE status = 'completed' AND id % 2 = 0;

INSERT INTO prescriptions (rx_number, patient_id, provider_id, drug, dosage, refills_left, prescribed_on, valid_until)
SELECT 'RX' || lpad(n::text, 7, '0'), 1 + n * 19 % 4000, 1 + n % 24,
       (ARRAY['Amoxicillin', 'Ibuprofen', 'Lisinopril', 'Metformin'])[1 + n % 4], (ARRAY['1-0-1', '1-1-1', '1-0-0'])[1 + n % 3],
       n % 4, date '2025-01-10' + n % 500, date '2025-01-10' + n % 500 + 365
FROM generate_series(1, 2500) AS n;

INSERT INTO lab_results (patient_id, ordered_by, test, value, unit, reference, is_abnormal, raw, taken_at)
SELECT 1 + n * 23 % 4000, 1 + n % 24, (ARRAY['Glucose', 'Cholesterol', 'Haemoglobin'])[1 + n % 3], 60 + n % 130, 'mg/dL',
       numrange(70, 140), n % 130 > 80, jsonb_build_object('device', 'A' || n % 4, 'run', n), timestamptz '2025-01-10 07:00+00' + n * interval '4 hours'
FROM generate_series(1, 3000) AS n;

INSERT INTO allergies (patient_id, substance, severity, noted_on)
SELECT 1 + n * 29 % 4000, (ARRAY['Penicillin', 'Nuts', 'Latex', 'Pollen'])[1 + n % 4], (ARRAY['mild', 'moderate', 'severe'])[1 + n % 3], date '2024-02-01' + n % 400
FROM generate_series(1, 900) AS n;

INSERT INTO consents (patient_id, kind, granted, signature, signed_at)
SELECT p, k, (p + length(k)) % 8 <> 0, decode(md5(p || k), 'hex'), timestamptz '2024-01-02 09:00+00' + p * interval '5 hours'
FROM generate_series(1, 4000, 2) AS p, unnest(ARRAY['treatment', 'recorded_calls']) AS k;

INSERT INTO invoices (invoice_no, patient_id, appointment_id, status, issued_on, due_on, total)
SELECT 'INV-' || lpad(a.id::text, 6, '0'), a.patient_id, a.id,
       (ARRAY['paid', 'paid', 'open', 'paid', 'written_off'])[1 + a.id / 3 % 5]::invoice_status, a.starts_at::date, a.starts_at::date + 30,
       s.price + CASE WHEN a.id % 3 = 0 THEN 25 ELSE 0 END
FROM appointments AS a JOIN services AS s ON s.id = a.service_id WHERE a.status = 'completed';

INSERT INTO invoice_items (invoice_id, line_no, service_id, description, unit_price)
SELECT i.id, 1, s.id, s.name, s.price
FROM invoices AS i JOIN appointments AS a ON a.id = i.appointment_id JOIN services AS s ON s.id = a.service_id
UNION ALL
SELECT id, 2, 12, 'Prescription renewal', 25 FROM invoices WHERE appointment_id % 3 = 0;

INSERT INTO payments (invoice_id, patient_id, amount, method, card_number, card_expiry, card_holder, iban, gateway_token, paid_at)
SELECT i.id, i.patient_id, i.total, m, CASE WHEN m = 'card' THEN '400000000000' || lpad((i.id * 31 % 10000)::text, 4, '0') END,
       CASE WHEN m = 'card' THEN lpad((1 + i.id % 12)::text, 2, '0') || '/28' END, CASE WHEN m = 'card' THEN p.full_name END,
       CASE WHEN m = 'bank_transfer' THEN 'XX00' || lpad((i.id * 7919)::text, 18, '0') END,
       CASE WHEN m = 'card' THEN 'tok_' || md5('gateway' || i.id) END, i.issued_on + interval '3 days 12 hours'
FROM invoices AS i JOIN patients AS p ON p.id = i.patient_id
CROSS JOIN LATERAL (SELECT (ARRAY['card', 'card', 'cash', 'bank_transfer', 'insurance'])[1 + i.id % 5] AS m) AS how
WHERE i.status = 'paid';

INSERT INTO messages (patient_id, staff_user_id, channel, subject, body, sent_at, read_at)
SELECT 1 + n * 37 % 4000, 1 + n % 60, (ARRAY['sms', 'email', 'voice', 'portal'])[1 + n % 4]::message_channel,
       CASE WHEN n % 4 = 1 THEN 'Your visit' END, (ARRAY['Please call me back.', 'My rash is worse.', 'Can I come earlier?'])[1 + n % 3],
       timestamptz '2025-02-01 08:00+00' + n * interval '5 hours', CASE WHEN n % 5 <> 0 THEN timestamptz '2025-02-01 11:00+00' + n * interval '5 hours' END
FROM generate_series(1, 2000) AS n;

INSERT INTO audit_log (happened_on, happened_at, staff_user_id, action, patient_id, detail, client_ip)
SELECT (t AT TIME ZONE 'UTC')::date, t, 1 + n % 60, (ARRAY['read', 'read', 'update', 'export'])[1 + n % 4], 1 + n * 41 % 4000,
       jsonb_build_object('screen', 'chart'), ('10.20.0.' || 1 + n % 250)::inet
FROM generate_series(1, 5000) AS n CROSS JOIN LATERAL (SELECT timestamptz '2024-12-20 06:00+00' + n * interval '200 minutes' AS t) AS moment;

INSERT INTO billing.claims (claim_no, invoice_id, insurance_policy_id, amount, state, submitted_on)
SELECT 'C' || lpad(i.id::text, 8, '0'), i.id, p.insurance_policy_id, round(i.total * 0.8, 2),
       (ARRAY['paid', 'accepted', 'submitted', 'denied'])[1 + i.id % 4], i.issued_on + 2
FROM invoices AS i JOIN patients AS p ON p.id = i.patient_id WHERE p.insurance_policy_id IS NOT NULL AND i.id % 3 = 0;

INSERT INTO billing.payments (claim_id, amount, remitted_on)
SELECT id, amount, submitted_on + 21 FROM billing.claims WHERE state = 'paid';

INSERT INTO billing."Legacy Import" ("Old ID", "Patient Name", "Balance (USD)", patient_id)
SELECT 900000 + id, full_name, id % 400, id FROM patients WHERE id % 20 = 0;

REFRESH MATERIALIZED VIEW provider_load;
ANALYZE;
