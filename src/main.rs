//! Starts the program: a reading process before anything else.

use std::process::ExitCode;

use cnscd::table::confined;

fn main() -> ExitCode {
    if confined::is_child(std::env::args_os().nth(1).as_deref()) {
        return confined::child_main();
    }
    ExitCode::SUCCESS
}
