//! Work aside from the present thread. Where the system gives no more threads (`TasksMax` of the unit,
//! memory), it is done by whoever asked for it: later, and no worse.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle, Scope, ScopedJoinHandle};

/// Work that goes on, or is done.
pub enum Aside<Handle, Gives> {
    Thread(Handle),
    Done(Gives),
}

/// Work that owns what it needs.
pub type Owned<Gives> = Aside<JoinHandle<Gives>, Gives>;

/// Work that borrows what it needs.
pub type Scoped<'scope, Gives> = Aside<ScopedJoinHandle<'scope, Gives>, Gives>;

/// Begins work on a thread.
pub fn begin<Gives: Send + 'static>(work: impl FnOnce() -> Gives + Send + 'static) -> Owned<Gives> {
    let kept = Kept::new(work);
    let aside = kept.clone();
    match Builder::new().spawn(move || aside.done()) {
        Ok(thread) => Aside::Thread(thread),
        Err(_) => Aside::Done(kept.done()),
    }
}

/// Begins work on a thread that ends with the scope.
pub fn begin_scoped<'scope, Gives: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> Gives + Send + 'scope,
) -> Scoped<'scope, Gives> {
    let kept = Kept::new(work);
    let aside = kept.clone();
    match Builder::new().spawn_scoped(scope, move || aside.done()) {
        Ok(thread) => Aside::Thread(thread),
        Err(_) => Aside::Done(kept.done()),
    }
}

impl<Gives> Owned<Gives> {
    /// What the work gives; its panic goes on here.
    pub fn join(self) -> Gives {
        match self {
            Self::Thread(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Self::Done(gives) => gives,
        }
    }
}

impl<Gives> Scoped<'_, Gives> {
    /// What the work gives; its panic goes on here.
    pub fn join(self) -> Gives {
        match self {
            Self::Thread(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Self::Done(gives) => gives,
        }
    }
}

/// Work that a thread did not take is still here.
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
        drop(kept.clone());
        assert_eq!(kept.done(), 7);
        assert_eq!(begin(|| 8).join(), 8);
        let nine = 9;
        let given = std::thread::scope(|scope| begin_scoped(scope, || nine).join());
        assert_eq!(given, 9);
    }
}
