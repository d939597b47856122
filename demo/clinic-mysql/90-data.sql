INSERT INTO locations (name, city, phone) VALUES ('North House', 'Springfield', '+15550000001'), ('Harbour', 'Portland', '+15550000002');
INSERT INTO rooms (location_id, room_no, has_lift) VALUES (1, '1A', 1), (1, '1B', 0), (2, '1A', 1);
INSERT INTO providers (full_name, specialty, languages) VALUES ('Dr. Ada Example', 'Cardiology', 'en,fr'), ('Dr. Ben Sample', 'Dermatology', 'en');
INSERT INTO services (code, title, minutes, price) VALUES ('CHECK', 'Check-up', 30, 80.00), ('SKIN', 'Skin consultation', 20, 95.50);
INSERT INTO patients (full_name, phone, email, birth_date, ssn, preferences, notes, `Badge No`, created_at) VALUES
    ('Pat Invented', '+15551230001', 'pat@example.test', '1980-02-29', '000-00-0001', '{"sms": true}', 'Prefers mornings.', 'B-1', '2025-01-01 09:00:00'),
    ('Sam Fictional', '+15551230002', NULL, '1975-07-14', '000-00-0002', NULL, NULL, NULL, '2025-01-02 09:00:00');
INSERT INTO appointments (patient_id, provider_id, service_code, location_id, room_no, phone, starts_at, ends_at, status) VALUES
    (1, 1, 'CHECK', 1, '1A', '+15551230001', '2030-01-07 09:00:00', '2030-01-07 09:30:00', 'booked'),
    (1, 2, 'SKIN', 2, '1A', '+15551230001', '2025-03-03 14:00:00', '2025-03-03 14:20:00', 'completed'),
    (2, 1, 'CHECK', 1, '1B', '+15551230002', '2030-01-08 10:00:00', '2030-01-08 10:30:00', 'confirmed');
INSERT INTO insurance_policies (patient_id, insurer, policy_no, valid_until) VALUES (1, 'Imaginary Mutual', 'IM-100', '2031-12-31');
INSERT INTO invoices (appointment_id, amount, paid, issued_year, issued_at) VALUES (2, 95.50, b'1', 2025, '2025-03-03 15:00:00.250');
