//! Keeping this process's memory out of files and out of other processes' hands.

/// Turns core dumps off and forbids other processes of the same user to read this one's memory. Call it first of all in a
/// program that handles passwords.
///
/// On Linux: `RLIMIT_CORE` 0 (inherited by what is started, such as password commands) and `PR_SET_DUMPABLE` 0, which also
/// refuses a debugger; see prctl(2). On other Unixes the limit alone. On Windows nothing yet: error reports are the
/// system's.
///
/// # Errors
/// The operating system's reason, in words; the program may go on.
pub fn keep_memory_private() -> Result<(), String> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        setrlimit(Resource::Core, none).map_err(|error| format!("the core file limit cannot be set: {error}"))?;
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        set_dumpable_behavior(DumpableBehavior::NotDumpable)
            .map_err(|error| format!("memory dumps cannot be turned off: {error}"))?;
    }
    Ok(())
}
