//! Databases of any number of tables: 20 columns, three indexes, a foreign key and comments each, and a view for every fifty.

use std::fmt::Write;
use std::time::Instant;

use crate::floor::feed;
use crate::server::{Kind, Server};

/// Makes the database with so many tables and gives its name. One that is already there is as good.
pub(crate) fn made(server: &Server, tables: usize) -> String {
    let (database, begun) = (format!("bench_{tables}"), Instant::now());
    let home = if server.kind == Kind::Postgres { "postgres" } else { "mysql" };
    if server
        .client(&database)
        .stdin(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap()
        .success()
    {
        return database;
    }
    match server.kind {
        Kind::Postgres => {
            feed(server, home, &format!("create database {database}"));
            feed(
                server,
                &database,
                &format!("{}\ncall mk({tables});\nvacuum analyze;", include_str!("make_postgres.sql")),
            );
        }
        Kind::MariaDb | Kind::Mysql => feed(server, home, &mysql(tables, &database)),
    }
    println!("{}: made {tables} tables in {:.0} s", server.kind.name(), begun.elapsed().as_secs_f64());
    database
}

fn mysql(tables: usize, database: &str) -> String {
    let mut script = format!(
        "create database {database} character set utf8mb4; use {database}; set foreign_key_checks=0; set unique_checks=0;\n"
    );
    for number in 1..=tables {
        let (table, parent) = (format!("t_{number:05}"), format!("t_{:05}", number / 2));
        let key = match number {
            1 => String::new(),
            _ => format!(", constraint fk_{number} foreign key (ref_id) references {parent}(id)"),
        };
        // A String takes every text.
        let _ = writeln!(
            script,
            "create table {table} (id bigint unsigned not null auto_increment primary key, ref_id bigint unsigned, \
             code varchar(80) not null comment 'External code', name text not null, \
             amount decimal(12,2) default 0 comment 'Gross amount in account currency', qty int not null default 1, \
             created_at timestamp not null default current_timestamp, updated_at datetime(6), \
             active tinyint(1) not null default 1, doc json, ext char(36), tags set('x','y','z'), m enum('a','b','c'), \
             day date, ratio double, small smallint, raw_b varbinary(200), ip varchar(45), note varchar(255), \
             seq_no bigint, unique key uq_code (code), key ix_ref (ref_id, created_at){key}) \
             comment='Table number {number} holds the records of its own kind';"
        );
        if number % 50 == 0 {
            let _ = writeln!(
                script,
                "create view v_{number:05} as select id, code, name, amount from {table} where active=1;"
            );
        }
    }
    script
}
