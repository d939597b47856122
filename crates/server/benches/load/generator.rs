//! The load generator: so many connections, each asking again when it was answered. One thread that waits for all of them, and fixed bytes, so that
//! it takes as little of the machine as it can: what it takes, both servers lack.

use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

/// A whole HTTP/1.1 request, and what its answer must hold.
pub(crate) struct Request {
    pub(crate) bytes: Vec<u8>,
    pub(crate) wanted: String,
}

impl Request {
    pub(crate) fn post(host: SocketAddr, path: &str, headers: &str, body: &str, wanted: String) -> Request {
        let text = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        Request { bytes: text.into_bytes(), wanted }
    }
}

/// What came of a round.
pub(crate) struct Measured {
    /// How long each call took, sorted, in microseconds.
    took: Vec<u32>,
    time: Duration,
    /// What the server's process used meanwhile.
    pub(crate) cpu: Duration,
}

impl Measured {
    pub(crate) fn count(&self) -> usize {
        self.took.len()
    }

    /// Calls a second.
    pub(crate) fn rate(&self) -> f64 {
        self.took.len() as f64 / self.time.as_secs_f64()
    }

    /// Milliseconds.
    pub(crate) fn quantile(&self, part: f64) -> f64 {
        let at = ((self.took.len() - 1) as f64 * part).round() as usize;
        f64::from(self.took[at]) / 1e3
    }
}

/// One caller.
struct Caller<'a> {
    stream: TcpStream,
    requests: std::iter::Skip<std::iter::Cycle<std::slice::Iter<'a, Request>>>,
    asked: Instant,
    wanted: &'a str,
    answer: Vec<u8>,
    have: usize,
}

pub(crate) fn run(requests: &[Request], address: SocketAddr, clients: usize, time: Duration) -> Measured {
    let mut poll = Poll::new().unwrap();
    let mut callers: Vec<Caller<'_>> = (0..clients).map(|at| Caller::connect(requests, address, at, &poll)).collect();
    let begun = Instant::now();
    let until = begun + time;
    let mut took = Vec::with_capacity(1_000_000);
    let mut open = callers.len();
    callers.iter_mut().for_each(Caller::ask);
    let mut events = Events::with_capacity(clients);
    while open > 0 {
        if let Err(error) = poll.poll(&mut events, None) {
            assert!(error.kind() == ErrorKind::Interrupted, "{error}");
        }
        for event in &events {
            let caller = &mut callers[event.token().0];
            if !caller.heard() {
                continue;
            }
            let now = Instant::now();
            took.push(u32::try_from(now.duration_since(caller.asked).as_micros()).unwrap());
            if now < until {
                caller.ask();
            } else {
                open -= 1;
            }
        }
    }
    let time = begun.elapsed();
    took.sort_unstable();
    Measured { took, time, cpu: Duration::ZERO }
}

impl<'a> Caller<'a> {
    fn connect(requests: &'a [Request], address: SocketAddr, at: usize, poll: &Poll) -> Caller<'a> {
        let stream = std::net::TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_nonblocking(true).unwrap();
        let mut stream = TcpStream::from_std(stream);
        poll.registry().register(&mut stream, Token(at), Interest::READABLE).unwrap();
        let requests = requests.iter().cycle().skip(at * 7);
        Caller { stream, requests, asked: Instant::now(), wanted: "", answer: vec![0; 16 * 1024], have: 0 }
    }

    fn ask(&mut self) {
        let request = self.requests.next().unwrap();
        (self.asked, self.wanted, self.have) = (Instant::now(), &request.wanted, 0);
        // A few hundred bytes into an empty socket.
        assert_eq!(self.stream.write(&request.bytes).unwrap(), request.bytes.len());
    }

    /// Reads what came; true when the answer is whole. Nothing follows it then, so there is no need to read until the socket is empty.
    fn heard(&mut self) -> bool {
        loop {
            match self.stream.read(&mut self.answer[self.have..]) {
                Ok(0) => panic!("the server hung up"),
                Ok(more) => self.have += more,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return false,
                Err(error) => panic!("{error}"),
            }
            let text = std::str::from_utf8(&self.answer[..self.have]).unwrap();
            if is_whole(text) {
                assert!(text.starts_with("HTTP/1.1 200") && text.contains(self.wanted), "{text}");
                return true;
            }
        }
    }
}

fn is_whole(text: &str) -> bool {
    const LENGTH: &str = "content-length:";
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let named = |line: &&str| line.get(..LENGTH.len()).is_some_and(|name| name.eq_ignore_ascii_case(LENGTH));
    let line = head.split("\r\n").find(named).unwrap_or_else(|| panic!("no length: {head}"));
    let length: usize = line[LENGTH.len()..].trim().parse().unwrap();
    body.len() >= length
}
