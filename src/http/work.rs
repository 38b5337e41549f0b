//! Work that takes the processor for a while, beside the threads that answer requests.

use std::panic::resume_unwind;

/// What the work comes to. A panic in it goes on here, and is answered as any other.
pub(super) async fn done<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The runtime is ending, and takes whoever waits with it.
            Err(_) => std::future::pending().await,
        },
    }
}
