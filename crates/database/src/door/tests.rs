//! The door against a resolver that changes its mind, and a dialler that writes down every address.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gatehouse_core::connection::{Descriptor, Engine, FailureCode};
use tokio::net::{TcpListener, TcpStream};

use super::*;

const PUBLIC: IpAddr = IpAddr::V4(Ipv4Addr::new(93, 184, 215, 14));
const ALSO_PUBLIC: IpAddr = IpAddr::V4(Ipv4Addr::new(93, 184, 215, 15));
const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Gives these answers in turn, the last one for ever, and reaches nobody.
#[derive(Clone)]
struct Fickle {
    answers: Arc<Vec<Vec<IpAddr>>>,
    asked: Arc<Mutex<usize>>,
    dialled: Arc<Mutex<Vec<SocketAddr>>>,
    /// Whether a dialled address refuses at once; otherwise it never answers.
    refuses: bool,
}

impl Fickle {
    fn new(answers: &[&[IpAddr]]) -> Fickle {
        let answers = Arc::new(answers.iter().map(|answer| answer.to_vec()).collect());
        Fickle { answers, asked: Arc::default(), dialled: Arc::default(), refuses: true }
    }

    fn dialled(&self) -> Vec<IpAddr> {
        self.dialled.lock().unwrap().iter().map(SocketAddr::ip).collect()
    }

    fn asked(&self) -> usize {
        *self.asked.lock().unwrap()
    }
}

impl Network for Fickle {
    async fn resolve(&self, _name: &str, _port: u16) -> io::Result<Vec<IpAddr>> {
        let mut asked = self.asked.lock().unwrap();
        let answer = self.answers.get(*asked).or(self.answers.last());
        *asked += 1;
        Ok(answer.cloned().unwrap_or_default())
    }

    async fn connect(&self, address: SocketAddr) -> io::Result<TcpStream> {
        self.dialled.lock().unwrap().push(address);
        // A public address is not really dialled from a test; a loopback one would be, and be heard.
        if address.ip().is_loopback() {
            return TcpStream::connect(address).await;
        }
        if self.refuses {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        std::future::pending().await
    }
}

async fn reach(network: &Fickle, descriptor: &Descriptor) -> FailureCode {
    let short = Duration::from_millis(300);
    let deadlines = Deadlines { resolve: short, dial: short, tls: short, ..Deadlines::default() };
    reach_over(network, descriptor, &deadlines, &mut Sighting::default()).await.unwrap_err().code()
}

fn named(engine: Engine, port: u16, local_only: bool) -> Descriptor {
    Descriptor {
        host: "db.rebinding-example.com".into(),
        port,
        database: "d".into(),
        user: "u".into(),
        local_only,
        ..Descriptor::blank(engine)
    }
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_the_second_time_leads_nowhere() {
    let inside = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = inside.local_addr().unwrap().port();
    for run in 0..200 {
        let engine = if run % 2 == 0 { Engine::Postgres } else { Engine::Mysql };
        let descriptor = named(engine, port, run % 4 < 2);
        let network = Fickle::new(&[&[PUBLIC], &[LOOPBACK]]);
        assert_eq!(reach(&network, &descriptor).await, FailureCode::ConnectionRefused);
        assert_eq!((network.asked(), network.dialled()), (1, vec![PUBLIC]), "one look-up, and its answer is dialled");
        // Every further opening asks and judges anew.
        assert_eq!(reach(&network, &descriptor).await, FailureCode::HostNotAllowed);
        assert_eq!(reach(&network, &descriptor).await, FailureCode::HostNotAllowed);
        assert_eq!((network.asked(), network.dialled()), (3, vec![PUBLIC]));
    }
    let nobody = tokio::time::timeout(Duration::from_millis(50), inside.accept()).await;
    assert!(nobody.is_err(), "somebody came to the loopback address");
}

#[tokio::test]
async fn a_mixed_answer_is_refused_as_a_whole() {
    for local_only in [false, true] {
        for answer in [&[PUBLIC, LOOPBACK], &[LOOPBACK, PUBLIC]] {
            let network = Fickle::new(&[answer]);
            assert_eq!(reach(&network, &named(Engine::Postgres, 5432, local_only)).await, FailureCode::HostNotAllowed);
            assert_eq!(network.dialled(), Vec::<IpAddr>::new());
        }
    }
}

#[tokio::test]
async fn the_deadline_holds_for_all_addresses_together() {
    let many: Vec<IpAddr> = (1..=64).map(|last| IpAddr::V4(Ipv4Addr::new(93, 184, 215, last))).collect();
    let silent = Fickle { refuses: false, ..Fickle::new(&[&many]) };
    let begun = Instant::now();
    assert_eq!(reach(&silent, &named(Engine::Postgres, 5432, false)).await, FailureCode::TimedOut);
    // 64 times the deadline would be 19 s.
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(silent.dialled().len() < 4, "a head start of 250 ms each");
}

#[tokio::test]
async fn addresses_that_refuse_are_tried_in_their_order() {
    let network = Fickle::new(&[&[PUBLIC, ALSO_PUBLIC]]);
    assert_eq!(reach(&network, &named(Engine::Mysql, 3306, false)).await, FailureCode::ConnectionRefused);
    assert_eq!(network.dialled(), [PUBLIC, ALSO_PUBLIC]);
}
