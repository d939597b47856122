//! Hosted databases and what people need to know to connect to each.
//!
//! Pure data, told by the host's name. Facts are the providers' own, as documented in 2025; each preset names the page. A
//! certificate is never downloaded: the page that has it is named, and the person fetches it.

use serde::Serialize;

use super::{Descriptor, Engine, SslMode};

/// One kind of hosted database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Preset {
    /// Stable identifier, such as `rds`.
    pub id: &'static str,
    /// The provider's own name for it.
    pub name: &'static str,
    /// Engines it is offered with.
    pub engines: Vec<Engine>,
    /// What its hosts look like.
    pub host_example: &'static str,
    /// Endings of its hosts, lower case, each with its leading dot.
    pub host_suffixes: Vec<&'static str>,
    /// The port for each of `engines`, in the same order.
    pub ports: Vec<u16>,
    /// The strongest mode that works there.
    pub sslmode: SslMode,
    /// Whether a CA certificate has to be given for that mode; otherwise this machine's roots know the issuer.
    pub needs_ca: bool,
    /// Where the CA certificate is to be had, in words.
    pub ca_hint: &'static str,
    /// The page, or the file itself, to open in a browser.
    pub ca_url: Option<&'static str>,
    /// What is unusual about the login name.
    pub user_hint: Option<&'static str>,
    /// Where a pooler may stand in between, and what follows.
    pub pooler_hint: Option<&'static str>,
    /// Where an allow-list has to be told the control plane's addresses.
    pub allow_list_hint: &'static str,
    /// The provider's page that this was taken from.
    pub source: &'static str,
}

/// What a preset has to say about one host, port and user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PresetMatch {
    /// The preset.
    pub preset: Preset,
    /// Hints for these very values, most important first; complete sentences.
    pub hints: Vec<String>,
}

/// The preset that a host belongs to, if it belongs to one.
pub fn preset_for(host: &str) -> Option<Preset> {
    let host = host.trim().trim_end_matches('.').to_ascii_lowercase();
    presets().into_iter().find(|preset| preset.host_suffixes.iter().any(|suffix| host.ends_with(suffix)))
}

/// The preset of a connection with the hints that its values call for.
pub fn preset_hints(descriptor: &Descriptor) -> Option<PresetMatch> {
    let preset = preset_for(&descriptor.host)?;
    let mut hints = Vec::new();
    if !preset.engines.contains(&descriptor.engine) {
        let names: Vec<_> = preset.engines.iter().map(|engine| engine.display_name()).collect();
        hints.push(format!("{} speaks {} at this host.", preset.name, names.join(" or ")));
    }
    if preset.needs_ca && descriptor.ca_pem.is_none() {
        hints.push(preset.ca_hint.to_owned());
    }
    if descriptor.sslmode != preset.sslmode {
        hints.push(format!("sslmode {} works here and proves who the server is.", preset.sslmode.as_str()));
    }
    hints.extend(quirks(preset.id, descriptor).into_iter().map(str::to_owned));
    hints.push(preset.allow_list_hint.to_owned());
    Some(PresetMatch { preset, hints })
}

/// What these very host, port and user say.
fn quirks(id: &str, descriptor: &Descriptor) -> Vec<&'static str> {
    let Descriptor { port, .. } = *descriptor;
    let (host, user) = (descriptor.host.to_ascii_lowercase(), descriptor.user.as_str());
    let mut hints = Vec::new();
    match id {
        "supabase" if host.ends_with(".pooler.supabase.com") => {
            if port == 6543 {
                hints.push("Port 6543 is the pooler in transaction mode: a session is shared between statements. Port 5432 at the same host is session mode and the better choice for an agent's connection.");
            }
            if !user.is_empty() && !user.contains('.') {
                hints.push("At the pooler the login name is the role, a dot and the project reference, such as gatehouse_ro.abcdefghijklmnop.");
            }
        }
        "supabase" => {
            hints.push("db.….supabase.co has an IPv6 address only, unless the project has the IPv4 add-on: from a network without IPv6 use the pooler's host in session mode (port 5432).");
            if user.contains('.') {
                hints.push(
                    "The login name with the project reference is for the pooler; at this host it is the role alone.",
                );
            }
        }
        "neon" if host.split('.').next().is_some_and(|first| first.ends_with("-pooler")) => {
            hints.push("“-pooler” in the host is PgBouncer in transaction mode: a session is shared between statements. The same host without “-pooler” is the direct connection.");
        }
        "azure" if user.contains('@') => {
            hints.push("user@server was the login name of the retired Single Server; on a Flexible Server it is the user alone.");
        }
        "rds" if host.contains(".proxy-") => {
            hints.push("This is an RDS Proxy, a pooler: its certificate is from Amazon's public CA, so no CA needs to be given, and what a session sets may pin or lose its connection.");
        }
        "rds" if host.contains(".cluster-") && !host.contains(".cluster-ro-") => {
            hints.push("This is the cluster's writer. For an agent that only reads, the reader endpoint (cluster-ro) keeps load and mistakes away from it.");
        }
        "digitalocean" if port == 25061 => {
            hints.push("Port 25061 is a connection pool (PgBouncer); port 25060 is the database itself.");
        }
        "planetscale" if descriptor.engine == Engine::Postgres && port == 6432 => {
            hints.push("Port 6432 is PgBouncer in transaction mode; port 5432 is the database itself.");
        }
        _ => (),
    }
    hints
}

/// All presets, in the order they are offered.
pub fn presets() -> Vec<Preset> {
    let both = || vec![Engine::Postgres, Engine::Mysql];
    vec![
        Preset {
            id: "rds",
            name: "Amazon RDS and Aurora",
            engines: both(),
            host_example: "clinic.abc123xyz.eu-central-1.rds.amazonaws.com",
            host_suffixes: vec![".rds.amazonaws.com", ".rds.amazonaws.com.cn"],
            ports: vec![5432, 3306],
            sslmode: SslMode::VerifyFull,
            needs_ca: true,
            ca_hint: "Amazon signs RDS with a CA of its own: add the region's bundle, or global-bundle.pem, as this connection's CA.",
            ca_url: Some("https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem"),
            user_hint: None,
            pooler_hint: Some("A host with .proxy- in it is RDS Proxy, a pooler."),
            allow_list_hint: "Who may connect: the instance must be publicly accessible, and its security group must allow the control plane's addresses on this port.",
            source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html",
        },
        Preset {
            id: "cloud-sql",
            name: "Google Cloud SQL",
            engines: both(),
            host_example: "0123456789ab.1abc2defghijk.europe-west3.sql.goog",
            host_suffixes: vec![".sql.goog"],
            ports: vec![5432, 3306],
            sslmode: SslMode::VerifyFull,
            needs_ca: true,
            ca_hint: "Add the instance's server CA (Connections, Security, “Download certificates”) as this connection's CA.",
            ca_url: Some("https://cloud.google.com/sql/docs/postgres/manage-ssl-instance"),
            user_hint: None,
            pooler_hint: None,
            allow_list_hint: "Who may connect: the instance needs a public IP address, and “Authorized networks” must hold the control plane's addresses. An instance with a CA of its own and no DNS name is reached by IP address with verify-ca, because its certificate does not name the address.",
            source: "https://cloud.google.com/sql/docs/postgres/authorize-ssl",
        },
        Preset {
            id: "azure",
            name: "Azure Database",
            engines: both(),
            host_example: "clinic.postgres.database.azure.com",
            host_suffixes: vec![
                ".postgres.database.azure.com",
                ".mysql.database.azure.com",
                ".mariadb.database.azure.com",
            ],
            ports: vec![5432, 3306],
            sslmode: SslMode::VerifyFull,
            needs_ca: false,
            ca_hint: "The certificate is from public roots (DigiCert Global Root G2, Microsoft RSA Root CA 2017) that this machine knows as a rule. To allow only those, add both as this connection's CA; never an intermediate one, they are rotated.",
            ca_url: Some(
                "https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/concepts-networking-ssl-tls",
            ),
            user_hint: Some(
                "On a Flexible Server the login name is the user alone; user@server belonged to the retired Single Server.",
            ),
            pooler_hint: Some("Port 6432 is the built-in PgBouncer, where it is turned on."),
            allow_list_hint: "Who may connect: under “Networking” the server needs public access and a firewall rule for the control plane's addresses.",
            source: "https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/concepts-networking-ssl-tls",
        },
        Preset {
            id: "supabase",
            name: "Supabase",
            engines: vec![Engine::Postgres],
            host_example: "aws-0-eu-central-1.pooler.supabase.com",
            host_suffixes: vec![".pooler.supabase.com", ".supabase.co"],
            ports: vec![5432],
            sslmode: SslMode::VerifyFull,
            needs_ca: true,
            ca_hint: "Supabase signs with a CA of its own: download it in the dashboard (Database, Settings, “SSL Configuration”) and add it as this connection's CA.",
            ca_url: Some("https://supabase.com/docs/guides/platform/ssl-enforcement"),
            user_hint: Some("At the pooler the login name is the role, a dot and the project reference."),
            pooler_hint: Some(
                "Port 5432 of the pooler's host is session mode, port 6543 transaction mode; db.….supabase.co is direct, over IPv6.",
            ),
            allow_list_hint: "Who may connect: everybody, unless “Network Restrictions” are on; then they must hold the control plane's addresses.",
            source: "https://supabase.com/docs/guides/database/connecting-to-postgres",
        },
        Preset {
            id: "neon",
            name: "Neon",
            engines: vec![Engine::Postgres],
            host_example: "ep-cool-darkness-123456.eu-central-1.aws.neon.tech",
            host_suffixes: vec![".neon.tech"],
            ports: vec![5432],
            sslmode: SslMode::VerifyFull,
            needs_ca: false,
            ca_hint: "The certificate is from a public CA (Let's Encrypt): this machine's roots know it.",
            ca_url: Some("https://neon.com/docs/connect/connect-securely"),
            user_hint: None,
            pooler_hint: Some("A host with “-pooler” after the endpoint's name is PgBouncer in transaction mode."),
            allow_list_hint: "Who may connect: everybody, unless “IP Allow” is on; then it must hold the control plane's addresses. A suspended compute wakes up on connecting, so the first check may be slow.",
            source: "https://neon.com/docs/connect/connect-securely",
        },
        Preset {
            id: "planetscale",
            name: "PlanetScale",
            engines: vec![Engine::Mysql, Engine::Postgres],
            host_example: "aws.connect.psdb.cloud",
            host_suffixes: vec![".psdb.cloud", ".pg.psdb.cloud"],
            ports: vec![3306, 5432],
            sslmode: SslMode::VerifyFull,
            needs_ca: false,
            ca_hint: "The certificate is from a public CA, which PlanetScale may change: this machine's roots know it, and no CA should be given.",
            ca_url: Some("https://planetscale.com/docs/vitess/connecting/secure-connections"),
            user_hint: Some(
                "User and password are made together for one branch (“Connect”, “Create password”); choose the role “Read-only” for an agent that reads. The MySQL product has no GRANT statements, so a password's role takes the place of the scripts.",
            ),
            pooler_hint: Some(
                "The MySQL product is always reached through Vitess's own pooler; for PostgreSQL, port 6432 is PgBouncer.",
            ),
            allow_list_hint: "Who may connect: everybody, unless IP restrictions are set on the password or the branch; then they must hold the control plane's addresses.",
            source: "https://planetscale.com/docs/vitess/connecting/secure-connections",
        },
        Preset {
            id: "digitalocean",
            name: "DigitalOcean Managed Databases",
            engines: both(),
            host_example: "db-clinic-do-user-1234567-0.b.db.ondigitalocean.com",
            host_suffixes: vec![".db.ondigitalocean.com"],
            ports: vec![25060, 25060],
            sslmode: SslMode::VerifyFull,
            needs_ca: true,
            ca_hint: "DigitalOcean signs with a CA of the team's own: “Download CA certificate” on the cluster's page, and add it as this connection's CA.",
            ca_url: Some("https://docs.digitalocean.com/products/databases/postgresql/how-to/connect/"),
            user_hint: Some("doadmin may do everything; make a user of its own for the agent."),
            pooler_hint: Some("Port 25061 is a connection pool; port 25060 is the database itself."),
            allow_list_hint: "Who may connect: “Trusted sources” must hold the control plane's addresses.",
            source: "https://docs.digitalocean.com/products/databases/postgresql/how-to/connect/",
        },
    ]
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Clinic.abc.eu-central-1.RDS.amazonaws.com.", Some("rds"))]
    #[case("0ab.1cd.europe-west3.sql.goog", Some("cloud-sql"))]
    #[case("x.mysql.database.azure.com", Some("azure"))]
    #[case("db.abcdef.supabase.co", Some("supabase"))]
    #[case("aws-0-eu-central-1.pooler.supabase.com", Some("supabase"))]
    #[case("ep-a-1-pooler.eu-central-1.aws.neon.tech", Some("neon"))]
    #[case("aws.connect.psdb.cloud", Some("planetscale"))]
    #[case("a.b.db.ondigitalocean.com", Some("digitalocean"))]
    #[case("notneon.tech", None)]
    #[case("neon.tech.example.com", None)]
    #[case("db.example.com", None)]
    fn hosts_are_told_by_their_ending(#[case] host: &str, #[case] id: Option<&str>) {
        assert_eq!(preset_for(host).map(|preset| preset.id), id);
    }

    fn hints(engine: Engine, host: &str, port: u16, user: &str) -> String {
        let descriptor = Descriptor { host: host.into(), port, user: user.into(), ..Descriptor::blank(engine) };
        preset_hints(&descriptor).unwrap().hints.join("\n")
    }

    #[test]
    fn the_values_call_for_their_own_hints() {
        let pooler = hints(Engine::Postgres, "aws-0-eu-central-1.pooler.supabase.com", 6543, "gatehouse_ro");
        assert!(pooler.contains("6543 is the pooler in transaction mode") && pooler.contains("project reference"));
        let session = hints(Engine::Postgres, "aws-0-eu-central-1.pooler.supabase.com", 5432, "ro.abcdef");
        assert!(!session.contains("6543") && !session.contains("project reference"), "{session}");
        assert!(hints(Engine::Postgres, "db.x.supabase.co", 5432, "postgres").contains("IPv6"));
        assert!(hints(Engine::Postgres, "ep-a-1-pooler.x.aws.neon.tech", 5432, "ro").contains("transaction mode"));
        assert!(!hints(Engine::Postgres, "ep-a-1.x.aws.neon.tech", 5432, "ro").contains("transaction mode"));
        assert!(hints(Engine::Mysql, "c.mysql.database.azure.com", 3306, "ro@c").contains("Single Server"));
        assert!(hints(Engine::Mysql, "ep-a-1.x.aws.neon.tech", 3306, "ro").contains("speaks PostgreSQL"));
        assert!(
            hints(Engine::Postgres, "c.x.eu-central-1.rds.amazonaws.com", 5432, "ro").contains("global-bundle.pem")
        );
    }

    #[test]
    fn every_preset_is_whole() {
        for preset in presets() {
            assert_eq!(preset.engines.len(), preset.ports.len(), "{}", preset.id);
            assert_eq!(preset_for(preset.host_example).map(|found| found.id), Some(preset.id));
            assert!(preset.source.starts_with("https://") && preset.host_suffixes.iter().all(|s| s.starts_with('.')));
        }
    }
}
