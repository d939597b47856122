//! Whether a server has said more than it should have.

use std::task::Poll;

use tokio::io::ReadBuf;
use tokio::net::TcpStream;

/// Whether bytes wait to be read already. The end of the stream does not count; the handshake will meet it.
pub(crate) async fn has_more(stream: &TcpStream) -> bool {
    std::future::poll_fn(|context| {
        let mut space = [0];
        let mut peeked = ReadBuf::new(&mut space);
        Poll::Ready(matches!(stream.poll_peek(context, &mut peeked), Poll::Ready(Ok(count)) if count > 0))
    })
    .await
}
