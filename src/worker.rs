//! Threads that work for the current one. If the system refuses another thread (`TasksMax` of the
//! unit, memory), the work is done when its result is asked for, which is later but gives the same
//! result.

use std::io;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Builder, Scope};

/// Work in progress.
pub struct Worker<'a, Gives>(Box<dyn FnOnce() -> Gives + Send + 'a>);

impl<Gives> Worker<'_, Gives> {
    /// Waits for the result of the work; a panic in it continues here.
    pub fn join(self) -> Gives {
        (self.0)()
    }
}

/// Starts work on a thread.
pub fn begin<Gives: Send + 'static>(
    work: impl FnOnce() -> Gives + Send + 'static,
) -> Worker<'static, Gives> {
    let kept = Kept::new(work);
    let given = kept.clone();
    let thread = Builder::new().spawn(move || given.done());
    of(thread.map(|thread| || thread.join()), kept)
}

/// Starts work on a thread that ends with the scope.
pub fn begin_scoped<'scope, Gives: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> Gives + Send + 'scope,
) -> Worker<'scope, Gives> {
    let kept = Kept::new(work);
    let given = kept.clone();
    let thread = Builder::new().spawn_scoped(scope, move || given.done());
    of(thread.map(|thread| || thread.join()), kept)
}

/// A thread to wait for, or the work if there is no thread.
fn of<'a, Gives, Work: FnOnce() -> Gives + Send + 'a>(
    thread: io::Result<impl FnOnce() -> thread::Result<Gives> + Send + 'a>,
    kept: Kept<Work>,
) -> Worker<'a, Gives> {
    Worker(match thread {
        Ok(join) => Box::new(|| join().unwrap_or_else(|panic| resume_unwind(panic))),
        Err(_) => Box::new(move || kept.done()),
    })
}

/// The work, which is still here if no thread has taken it.
struct Kept<Work>(Arc<Mutex<Option<Work>>>);

impl<Work> Clone for Kept<Work> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Gives, Work: FnOnce() -> Gives> Kept<Work> {
    fn new(work: Work) -> Self {
        Self(Arc::new(Mutex::new(Some(work))))
    }

    fn done(&self) -> Gives {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let work = kept.take().expect("it is done once");
        drop(kept);
        work()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_no_thread_took_is_done_here() {
        let kept = Kept::new(|| 7);
        let refused: io::Result<fn() -> thread::Result<i32>> =
            Err(io::ErrorKind::WouldBlock.into());
        assert_eq!(of(refused, kept).join(), 7);
        assert_eq!(begin(|| 8).join(), 8);
        let nine = 9;
        let given = thread::scope(|scope| begin_scoped(scope, || nine).join());
        assert_eq!(given, 9);
    }
}
