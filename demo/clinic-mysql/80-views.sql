-- A view for the front desk, and one that shows a sensitive column under another name, on purpose.
CREATE VIEW upcoming_appointments AS
    SELECT a.id, a.phone, a.starts_at, a.status, p.full_name AS provider
    FROM appointments AS a JOIN providers AS p ON p.id = a.provider_id
    WHERE a.status IN ('booked', 'confirmed');

CREATE VIEW patient_export AS SELECT id, full_name, ssn AS reference FROM patients;
