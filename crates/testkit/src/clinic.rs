//! The demo clinic's scripts, compiled in, so that tests and the demo load the same bytes.

/// Schema, comments, data and views, in the order in which they load.
pub(crate) const SCRIPTS: &[&str] = &[
    include_str!("../../../demo/clinic/10-places.sql"),
    include_str!("../../../demo/clinic/20-people.sql"),
    include_str!("../../../demo/clinic/30-appointments.sql"),
    include_str!("../../../demo/clinic/40-records.sql"),
    include_str!("../../../demo/clinic/50-money.sql"),
    include_str!("../../../demo/clinic/60-operations.sql"),
    include_str!("../../../demo/clinic/70-billing.sql"),
    include_str!("../../../demo/clinic/80-views.sql"),
    include_str!("../../../demo/clinic/90-data.sql"),
    include_str!("../../../demo/clinic/95-agent.sql"),
];

/// The same for MySQL and MariaDB, without the login that reads it.
pub(crate) const MYSQL_SCRIPTS: &[&str] = &[
    include_str!("../../../demo/clinic-mysql/10-tables.sql"),
    include_str!("../../../demo/clinic-mysql/80-views.sql"),
    include_str!("../../../demo/clinic-mysql/90-data.sql"),
];
