-- Views: one harmless, one that carries blocked columns out by another door, one materialised.

CREATE VIEW todays_appointments AS
SELECT a.id, a.starts_at, a.status, p.full_name AS patient, d.full_name AS provider, l.name AS location, a.room_no
FROM appointments AS a
JOIN patients AS p ON p.id = a.patient_id
JOIN providers AS d ON d.id = a.provider_id
JOIN locations AS l ON l.id = a.location_id
WHERE a.starts_at >= current_date AND a.starts_at < current_date + 1;
COMMENT ON VIEW todays_appointments IS 'The list on the reception''s screen.';

CREATE VIEW patient_export AS
SELECT p.id, p.full_name, p.date_of_birth, p.phone, p.ssn AS national_id, p.card_last4, i.insurer, i.policy_no
FROM patients AS p
LEFT JOIN insurance_policies AS i ON i.id = p.insurance_policy_id;
COMMENT ON VIEW patient_export IS 'For the yearly report. Shows social security numbers under another name.';

CREATE MATERIALIZED VIEW provider_load AS
SELECT provider_id, date_trunc('month', starts_at AT TIME ZONE 'UTC')::date AS month, count(*) AS visits
FROM appointments
WHERE status <> 'cancelled'
GROUP BY 1, 2
WITH NO DATA;
CREATE UNIQUE INDEX provider_load_key ON provider_load (provider_id, month);
COMMENT ON MATERIALIZED VIEW provider_load IS 'Visits per provider and month.';
