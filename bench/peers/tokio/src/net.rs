//! An echo server of one task a connection.
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::runtime::Runtime;

const BUFFER: usize = 4096;
const BACKLOG: u32 = 4096;

async fn echo(mut stream: TcpStream) {
    let mut buffer = [0; BUFFER];
    // An error is a load generator that leaves without a word.
    while let Ok(count) = stream.read(&mut buffer).await {
        if count == 0 || stream.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}

pub fn serve(rt: &Runtime, port: u16) {
    let server = rt.spawn(async move {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(([127, 0, 0, 1], port).into()).unwrap();
        let listener = socket.listen(BACKLOG).unwrap();
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            tokio::spawn(echo(stream));
        }
    });
    rt.block_on(server).unwrap();
}
