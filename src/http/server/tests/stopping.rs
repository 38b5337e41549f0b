//! Stopping.

use super::*;

/// Long enough that a test which waits for it fails.
fn long_grace() -> ServerLimits {
    ServerLimits {
        grace: PATIENCE * 2,
        ..ServerLimits::default()
    }
}

#[tokio::test]
async fn idle_connections_are_closed_at_once() {
    let mut server = TestServer::start(long_grace()).await;
    let mut fresh = server.connect().await;
    let mut used = server.connect().await;
    assert_eq!(used.get("/").await.status, 200);
    server.stop();
    assert_eq!((used.rest().await, fresh.rest().await), (String::new(), String::new()));
    // Both callers still hold their ends.
    server.stopped().await;
}

#[tokio::test]
async fn a_request_in_flight_is_answered_and_its_connection_closed() {
    let mut server = TestServer::start(long_grace()).await;
    let mut caller = server.connect().await;
    caller.say("GET /held HTTP/1.1\r\nhost: test\r\n\r\n").await;
    server.held.notified().await;
    // A connection that is closed tells that the server has begun to stop.
    let mut idle = server.connect().await;
    assert_eq!(idle.get("/").await.status, 200);
    server.stop();
    assert_eq!(idle.rest().await, "");

    server.release.notify_one();
    let answer = caller.answer().await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "released"));
    assert!(answer.head.contains("connection: close"), "{}", answer.head);
    assert_eq!(caller.rest().await, "");
    server.stopped().await;
}

#[tokio::test]
async fn what_does_not_end_within_the_grace_is_cut_off() {
    let limits = ServerLimits {
        grace: Duration::from_millis(50),
        ..ServerLimits::default()
    };
    let mut server = TestServer::start(limits).await;
    let (mut held, mut dripping) = (server.connect().await, server.connect().await);
    held.say("GET /held HTTP/1.1\r\nhost: test\r\n\r\n").await;
    dripping.say("GET / HT").await;
    server.held.notified().await;
    server.stop();
    server.stopped().await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_to_terminate_stops_the_server() {
    let shutdown = crate::http::shutdown::shutdown_signal().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let app = app(Arc::new(Notify::new()), Arc::new(Notify::new()));
    let running = tokio::spawn(serve(listener, app, ServerLimits::default(), shutdown));
    let process = std::process::id().to_string();
    let killed = tokio::task::spawn_blocking(|| {
        std::process::Command::new("kill")
            .args(["-TERM", &{ process }])
            .status()
    });
    assert!(killed.await.unwrap().unwrap().success());
    timeout(PATIENCE, running).await.expect("the server stops").unwrap();
}
