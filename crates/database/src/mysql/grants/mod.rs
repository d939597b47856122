//! Everything that is granted to an account, to everybody and to every role that the account may become, active or not.

mod line;
mod roles;
mod token;

use std::collections::BTreeMap;

use sqlx::mysql::MySqlRow;
use sqlx::{MySqlConnection, Row};

use super::like;
use roles::Account;

pub(super) use line::{Extent, Level, Line, read as read_line};

/// Roles are looked into one by one; nobody has so many.
const MOST_ROLES: usize = 100;

/// Rights by what they are about.
pub(super) type Rights = BTreeMap<(Level, String), Extent>;

/// One who holds rights: the account, PUBLIC, or a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holder {
    pub(super) name: String,
    /// Whether its rights hold as the login comes in; otherwise the role must be taken first.
    pub(super) active: bool,
    pub(super) rights: Rights,
}

/// A role, and what is told of it beside its rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Role {
    pub(super) name: String,
    pub(super) active: bool,
    /// It may be granted to others.
    pub(super) passes_on: bool,
}

/// What SHOW GRANTS and the lists of roles tell.
#[derive(Debug, Default)]
pub(super) struct Grants {
    /// `user@host`.
    pub(super) user: String,
    pub(super) holders: Vec<Holder>,
    pub(super) roles: Vec<Role>,
    /// It may act as another account.
    pub(super) proxy: bool,
    /// Something that was granted at large is taken back for some database.
    pub(super) revoked: bool,
    /// Lines that could not be read, and roles that were not looked into.
    pub(super) unread: u32,
}

/// Reads all of it. The session's role is afterwards what it was.
pub(super) async fn read(connection: &mut MySqlConnection, mariadb: bool) -> Result<Grants, sqlx::Error> {
    let row = sqlx::raw_sql(include_str!("../queries/account.sql")).fetch_one(&mut *connection).await?;
    let me = Account { name: row.try_get_unchecked("name")?, host: Some(row.try_get_unchecked("host")?) };
    let mut grants =
        Grants { user: format!("{}@{}", me.name, me.host.as_deref().unwrap_or_default()), ..Grants::default() };
    let taken = grants.list_roles(connection, mariadb).await?;
    if mariadb {
        grants.of_mariadb(connection, &taken).await?;
    } else {
        grants.of_mysql(connection, &me, &taken).await?;
    }
    Ok(grants)
}

impl Grants {
    /// The names in grants on databases that may mean more than one; sorted.
    pub(super) fn patterns(&self) -> Vec<String> {
        let levels = self.holders.iter().flat_map(|holder| holder.rights.keys()).map(|(level, _)| level);
        let mut names: Vec<String> = levels
            .filter_map(|level| match level {
                Level::Database(name) if like::is_pattern(name) => Some(name.clone()),
                _ => None,
            })
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// Lists all roles, and returns those that can be taken by name: a role within a role comes with it.
    async fn list_roles(
        &mut self,
        connection: &mut MySqlConnection,
        mariadb: bool,
    ) -> Result<Vec<(Account, bool)>, sqlx::Error> {
        let query = if mariadb {
            include_str!("../queries/roles_mariadb.sql")
        } else {
            include_str!("../queries/roles_mysql.sql")
        };
        let rows = sqlx::raw_sql(query).fetch_all(connection).await?;
        let mut found: Vec<(Account, Account, bool)> = Vec::new();
        for row in &rows {
            let role = Account { name: row.try_get_unchecked("name")?, host: row.try_get_unchecked("host")? };
            let holder =
                Account { name: row.try_get_unchecked("holder")?, host: row.try_get_unchecked("holder_host")? };
            let active = row.try_get_unchecked::<i64, _>("active")? != 0;
            let passes_on = row.try_get_unchecked::<i64, _>("passes_on")? != 0;
            match self.roles.iter_mut().find(|known| known.name == role.plain()) {
                Some(known) => known.passes_on |= passes_on,
                None => self.roles.push(Role { name: role.plain(), active, passes_on }),
            }
            found.push((role, holder, active));
        }
        let within = |holder: &Account| found.iter().any(|(role, ..)| role == holder);
        let mut taken: Vec<(Account, bool)> = found
            .iter()
            .filter(|(_, holder, _)| !within(holder))
            .map(|(role, _, active)| (role.clone(), *active))
            .collect();
        taken.sort();
        taken.dedup();
        self.unread += u32::try_from(taken.len().saturating_sub(MOST_ROLES)).unwrap_or(u32::MAX);
        taken.truncate(MOST_ROLES);
        Ok(taken)
    }

    /// MySQL shows a role's rights as if they were the account's: what the account does not hold by itself is the role's.
    async fn of_mysql(
        &mut self,
        connection: &mut MySqlConnection,
        me: &Account,
        roles: &[(Account, bool)],
    ) -> Result<(), sqlx::Error> {
        let own = sqlx::raw_sql(roles::show_own(me)).fetch_all(&mut *connection).await?;
        let own = self.take(&own)?.into_values().fold(Rights::new(), merged);
        for (role, active) in roles {
            let both = sqlx::raw_sql(roles::show_using(role)).fetch_all(&mut *connection).await?;
            let rights = without(self.take(&both)?.into_values().fold(Rights::new(), merged), &own);
            self.holders.push(Holder { name: role.plain(), active: *active, rights });
        }
        self.holders.insert(0, Holder { name: self.user.clone(), active: true, rights: own });
        Ok(())
    }

    /// MariaDB takes one role at a time, and names in each line who holds it.
    async fn of_mariadb(
        &mut self,
        connection: &mut MySqlConnection,
        roles: &[(Account, bool)],
    ) -> Result<(), sqlx::Error> {
        let row = sqlx::raw_sql("SELECT CURRENT_ROLE() AS name").fetch_one(&mut *connection).await?;
        let before: Option<String> = row.try_get_unchecked("name")?;
        let before = before.map(|name| Account { name, host: None });
        let now = sqlx::raw_sql("SHOW GRANTS").fetch_all(&mut *connection).await?;
        let mut held = self.take(&now)?;
        let active: Vec<String> = held.keys().cloned().collect();
        for (role, _) in roles {
            sqlx::raw_sql(roles::set_role(Some(role))).execute(&mut *connection).await?;
            let rows = sqlx::raw_sql("SHOW GRANTS").fetch_all(&mut *connection).await?;
            held.extend(self.take(&rows)?);
        }
        if !roles.is_empty() {
            sqlx::raw_sql(roles::set_role(before.as_ref())).execute(connection).await?;
        }
        let holder = |(name, rights): (String, Rights)| Holder { active: active.contains(&name), name, rights };
        self.holders.extend(held.into_iter().map(holder));
        Ok(())
    }

    /// Reads the lines of one answer, by who holds.
    fn take(&mut self, rows: &[MySqlRow]) -> Result<BTreeMap<String, Rights>, sqlx::Error> {
        let mut held: BTreeMap<String, Rights> = BTreeMap::new();
        for row in rows {
            match line::read(&row.try_get_unchecked::<String, _>(0)?) {
                Line::Rights { rights, level, to } => {
                    let known = held.entry(to).or_default();
                    rights.into_iter().for_each(|(right, extent)| add(known, (level.clone(), right), extent));
                }
                Line::Revoked => self.revoked = true,
                Line::Proxy => self.proxy = true,
                Line::Roles => {}
                Line::Unreadable => self.unread += 1,
            }
        }
        Ok(held)
    }
}

fn add(rights: &mut Rights, key: (Level, String), extent: Extent) {
    let known = rights.entry(key).or_default();
    known.whole |= extent.whole;
    known.columns.extend(extent.columns);
}

fn merged(mut all: Rights, more: Rights) -> Rights {
    more.into_iter().for_each(|(key, extent)| add(&mut all, key, extent));
    all
}

/// What is in `rights` and not in `own`.
fn without(rights: Rights, own: &Rights) -> Rights {
    let left = |(key, extent): ((Level, String), Extent)| {
        let Some(known) = own.get(&key) else { return Some((key, extent)) };
        let columns = extent.columns.difference(&known.columns).cloned().collect();
        let left = Extent { whole: extent.whole && !known.whole, columns };
        (left.whole || !left.columns.is_empty()).then_some((key, left))
    };
    rights.into_iter().filter_map(left).collect()
}
