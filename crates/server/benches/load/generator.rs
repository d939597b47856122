//! The load generator: so many connections, each asking again when it was answered. Blocking threads and fixed bytes, so that it takes as little
//! of the machine as it can.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

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

pub(crate) fn run(requests: &[Request], address: SocketAddr, clients: usize, time: Duration) -> Measured {
    let begun = Instant::now();
    let mut took: Vec<u32> = std::thread::scope(|scope| {
        let running: Vec<_> =
            (0..clients).map(|at| scope.spawn(move || one(requests, address, at, begun + time))).collect();
        running.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    let time = begun.elapsed();
    took.sort_unstable();
    Measured { took, time, cpu: Duration::ZERO }
}

fn one(requests: &[Request], address: SocketAddr, first: usize, until: Instant) -> Vec<u32> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut took = Vec::with_capacity(200_000);
    let mut answer = vec![0; 16 * 1024];
    for request in requests.iter().cycle().skip(first * 7) {
        let begun = Instant::now();
        if begun >= until {
            break;
        }
        stream.write_all(&request.bytes).unwrap();
        let length = read(&mut stream, &mut answer);
        took.push(u32::try_from(begun.elapsed().as_micros()).unwrap());
        let text = std::str::from_utf8(&answer[..length]).unwrap();
        assert!(text.starts_with("HTTP/1.1 200") && text.contains(&request.wanted), "{text}");
    }
    took
}

/// Reads one answer and gives its length.
fn read(stream: &mut TcpStream, into: &mut [u8]) -> usize {
    let mut have = 0;
    loop {
        let more = stream.read(&mut into[have..]).unwrap();
        assert!(more > 0, "the server hung up");
        have += more;
        let Some(head) = into[..have].windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(&into[..head]).unwrap().to_ascii_lowercase();
        let length = text.split("\r\n").find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.unwrap_or_else(|| panic!("no length: {text}")).trim().parse().unwrap();
        if have >= head + 4 + length {
            return have;
        }
    }
}
