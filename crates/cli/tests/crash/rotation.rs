//! `gatehouse master-key rotate` killed with SIGKILL at random moments: afterwards exactly one of the keys that are there opens the
//! store, and every credential with it; the rotation made again completes.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::time::Instant;

use reqwest::Method;
use serde_json::json;

use crate::plane::{Call, Plane, Serving, http, send};
use crate::{kills, random_below};

const ORGANISATIONS: usize = 3;

/// A store with credentials of several organisations, and what reads each of them.
struct Vault {
    plane: Plane,
    discoveries: Vec<Call>,
}

/// What the kills met.
#[derive(Default, Debug)]
struct Met {
    /// The store had the old key still.
    before: u32,
    /// The store had the new key, and the place not yet.
    between: u32,
    /// Everything was done.
    after: u32,
}

impl Vault {
    async fn new(is_sqlite: bool) -> Vault {
        let plane = Plane::new(is_sqlite).await;
        let keys: Vec<String> = (0..ORGANISATIONS).map(|number| plane.key(&format!("organisation {number}"))).collect();
        let call = |key: &String, path: &str, body| Call {
            key: key.clone(),
            method: Method::POST,
            path: path.into(),
            body,
            name: String::new(),
        };
        let serving = plane.serve();
        for (number, key) in keys.iter().enumerate() {
            let connect = call(key, "/integrations/postgres/connect", plane.credentials());
            let answer = send(&http(), &serving.base, &Call { name: number.to_string(), ..connect }).await.unwrap();
            assert_eq!(answer.0, 200, "{answer:?}");
        }
        let discoveries = keys.iter().map(|key| call(key, "/integrations/postgres/discover", json!({}))).collect();
        Vault { plane, discoveries }
    }

    /// Whether every credential can be opened: discovering the schema logs in with it.
    async fn assert_readable(&self, serving: &Serving) {
        for (number, call) in self.discoveries.iter().enumerate() {
            // Under one idempotency key the first answer would come again.
            let name = format!("{number} {:?}", Instant::now());
            let answer = send(&http(), &serving.base, &Call { name, ..call.clone() }).await.unwrap();
            assert_eq!(answer.0, 200, "{answer:?}");
        }
    }

    /// The different keys that are there now.
    fn keys(&self) -> BTreeSet<Vec<u8>> {
        let present = self.plane.key_file();
        let next = present.with_extension("key.next");
        let keys: BTreeSet<_> = [present, next].into_iter().filter_map(|path| std::fs::read(path).ok()).collect();
        assert!(keys.iter().all(|key| key.len() == 32), "no key is half written");
        keys
    }

    /// The one that opens the store; every other is refused. Each is tried as a copy, which a server cannot promote.
    async fn opens(&self, keys: &BTreeSet<Vec<u8>>) -> Vec<u8> {
        let copy = tempfile::tempdir().unwrap();
        let mut opening = Vec::new();
        for (number, key) in keys.iter().enumerate() {
            let path = copy.path().join(number.to_string());
            std::fs::write(&path, key).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
            let Some(serving) = self.plane.serve_with(&path) else { continue };
            self.assert_readable(&serving).await;
            opening.push(key.clone());
        }
        assert_eq!(opening.len(), 1, "of {} keys one opens the store", keys.len());
        opening.remove(0)
    }

    fn rotation(&self) -> std::process::Command {
        let mut command = self.plane.command(&["master-key", "rotate", "--from"]);
        command.arg(self.plane.key_file()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    async fn killed_over_and_over(self, kills: u32) {
        // How long a rotation takes here.
        let begun = Instant::now();
        assert!(self.rotation().status().unwrap().success());
        let whole = u64::try_from(begun.elapsed().as_millis()).unwrap().max(1);
        let mut met = Met::default();
        for _ in 0..kills {
            let old = std::fs::read(self.plane.key_file()).unwrap();
            let mut rotating = self.rotation().spawn().unwrap();
            std::thread::sleep(random_below(whole));
            rotating.kill().unwrap();
            rotating.wait().unwrap();
            let mut keys = self.keys();
            let is_in_place = !keys.contains(&old);
            keys.insert(old.clone());
            let opening = self.opens(&keys).await;
            let count = match (opening == old, is_in_place) {
                (true, _) => &mut met.before,
                (false, false) => &mut met.between,
                (false, true) => &mut met.after,
            };
            *count += 1;
            // Made again it completes, whatever it finds, and the store has another key again.
            let again = self.rotation().stderr(Stdio::inherit()).status().unwrap();
            assert!(again.success(), "{met:?}");
            let present = std::fs::read(self.plane.key_file()).unwrap();
            assert!(present != opening && self.keys().len() == 1, "{met:?}");
            self.assert_readable(&self.plane.serve()).await;
        }
        self.plane.assert_whole().await;
        println!("{kills} rotations killed within {whole} ms: {met:?}");
        assert!(met.before > 0 || kills < 10, "some were in time: {met:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_rotation_on_sqlite_leaves_every_credential_to_one_key() {
    Vault::new(true).await.killed_over_and_over(kills().div_ceil(3)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_rotation_on_postgres_leaves_every_credential_to_one_key() {
    Vault::new(false).await.killed_over_and_over(kills().div_ceil(3)).await;
}
