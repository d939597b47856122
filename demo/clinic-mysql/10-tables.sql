-- Schema and comments. InnoDB and utf8mb4 are the servers' own defaults; they are named so that a server with others agrees.
CREATE TABLE locations (
    id smallint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name varchar(80) NOT NULL,
    city varchar(60) NOT NULL,
    phone varchar(20) NOT NULL COMMENT 'The front desk, E.164.',
    opens time NOT NULL DEFAULT '08:00:00',
    UNIQUE KEY locations_name_key (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='The clinic''s houses.';

CREATE TABLE rooms (
    location_id smallint unsigned NOT NULL,
    room_no varchar(8) NOT NULL,
    has_lift tinyint(1) NOT NULL DEFAULT 0,
    PRIMARY KEY (location_id, room_no),
    CONSTRAINT rooms_location_fkey FOREIGN KEY (location_id) REFERENCES locations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='Rooms, numbered within each house.';

CREATE TABLE providers (
    id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    full_name varchar(120) NOT NULL,
    specialty varchar(60) NOT NULL,
    languages set('en','es','fr','de') NOT NULL DEFAULT 'en',
    KEY providers_specialty_idx (specialty)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='Doctors and nurses.';

CREATE TABLE patients (
    id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    full_name varchar(160) NOT NULL,
    phone varchar(20) NOT NULL COMMENT 'As the caller''s number arrives, E.164.',
    email varchar(190) DEFAULT NULL,
    birth_date date NOT NULL,
    ssn char(11) NOT NULL COMMENT 'Social security number. Not to be read out on a call.',
    preferences json DEFAULT NULL,
    photo blob,
    notes text,
    `Badge No` varchar(12) DEFAULT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE KEY patients_ssn_key (ssn),
    KEY patients_phone_idx (phone),
    KEY patients_name_prefix_idx (full_name(12)),
    KEY patients_badge_idx (`Badge No`) /*!80000 INVISIBLE */ /*M!100600 IGNORED */,
    FULLTEXT KEY patients_notes_idx (notes)
    /*!80013 , KEY patients_email_idx ((lower(email))) */
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='People who are or were treated.';

CREATE TABLE services (
    code varchar(12) NOT NULL PRIMARY KEY,
    title varchar(120) NOT NULL,
    minutes smallint NOT NULL,
    price decimal(8,2) NOT NULL DEFAULT 0.00
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='What can be booked.';

CREATE TABLE appointments (
    id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    patient_id bigint unsigned NOT NULL,
    provider_id int unsigned NOT NULL,
    service_code varchar(12) NOT NULL,
    location_id smallint unsigned NOT NULL,
    room_no varchar(8) NOT NULL,
    phone varchar(20) NOT NULL,
    starts_at datetime NOT NULL,
    ends_at datetime NOT NULL,
    duration_minutes int GENERATED ALWAYS AS (timestampdiff(MINUTE, starts_at, ends_at)) STORED,
    status enum('booked','confirmed','checked_in','completed','cancelled','no_show') NOT NULL DEFAULT 'booked',
    KEY appointments_phone_idx (phone, starts_at),
    KEY appointments_patient_idx (patient_id),
    CONSTRAINT appointments_patient_fkey FOREIGN KEY (patient_id) REFERENCES patients (id),
    CONSTRAINT appointments_provider_fkey FOREIGN KEY (provider_id) REFERENCES providers (id),
    CONSTRAINT appointments_service_fkey FOREIGN KEY (service_code) REFERENCES services (code),
    CONSTRAINT appointments_room_fkey FOREIGN KEY (location_id, room_no) REFERENCES rooms (location_id, room_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='Booked visits, past and to come.';

CREATE TABLE insurance_policies (
    id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    patient_id bigint unsigned NOT NULL,
    insurer varchar(80) NOT NULL,
    policy_no varchar(40) NOT NULL,
    valid_until date DEFAULT NULL,
    UNIQUE KEY insurance_policies_number_key (insurer, policy_no),
    CONSTRAINT insurance_policies_patient_fkey FOREIGN KEY (patient_id) REFERENCES patients (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='Who pays.';

CREATE TABLE invoices (
    id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    appointment_id bigint unsigned NOT NULL,
    amount decimal(10,2) NOT NULL,
    paid bit(1) NOT NULL DEFAULT b'0',
    issued_year year NOT NULL,
    issued_at datetime(3) NOT NULL,
    CONSTRAINT invoices_appointment_fkey FOREIGN KEY (appointment_id) REFERENCES appointments (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='One per visit.';
