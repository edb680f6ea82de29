//! Why a command cannot do what was asked.

use std::io;

use crate::failure::reasons;
use crate::locale::Sentence;

reasons! {
    /// Why a command cannot do what was asked.
    pub(super) enum CommandError {
        /// There is no configuration file.
        NoConfiguration = 78 "cli-no-configuration",
        /// The argument is not the address of a database.
        StoreAddress = 64 "store-address",
        /// No run has this id.
        RunUnknown { run: String } = 64 "run-unknown",
        /// A run was cancelled but has not ended yet.
        RunStillGoing { run: String } = 75 "run-still-going",
        /// Nothing has been stored yet.
        NoStore { path: String } = 65 "cli-no-store",
        /// The argument is neither a day nor an instant.
        Moment { text: String } = 64 "cli-moment",
        /// The argument is not an age.
        Age { age: String } = 64 "cli-age",
        /// The argument is not a figure, a rule or a commune.
        FigureUnknown { figure: String, known: String } = 64 "cli-figure-unknown",
        /// Several communes may be meant by this name.
        CommuneWhich { figure: String, near: String } = 64 "cli-commune-which",
        /// No source has a tab of this title.
        NoSuchTab { tab: String, tabs: String } = 64 "cli-no-such-tab",
        /// No snapshot has this id, or its bytes are gone.
        SnapshotUnknown { snapshot: String } = 64 "cli-snapshot-unknown",
        /// Several sources do not fit into one file, or none has this name.
        RawWhich { sources: String } = 64 "cli-raw-which",
        /// The output cannot be written to standard output.
        OutputUnwritable { error: io::Error } = 73 "cli-output-unwritable",
        /// A file exists where raw bytes should be written.
        RawThere { path: String } = 73 "cli-raw-there",
        /// The last mail to this address was not refused, or there is none.
        NothingRefused { to: String } = 64 "cli-nothing-refused",
        /// No mail has this id.
        MailUnknown { id: String } = 64 "cli-mail-unknown",
        /// A mail that was just queued is no longer there.
        MailGone { id: String } = 70 "cli-mail-unknown",
        /// No stored report, or more than one, has a hash with this beginning.
        ReportUnknown { sha256: String } = 64 "cli-report-unknown",
        /// No reason was given for pinning a report.
        PinReason = 64 "cli-pin-reason",
        /// A file that is not a workbook exists where the report should be written.
        ReportOver { path: String } = 64 "cli-report-over",
        /// The two passwords differ.
        PasswordsDiffer = 64 "access-passwords-differ",
        /// No password could be read.
        PasswordUnreadable { error: io::Error } = 64 "access-password-unreadable",
        /// The words are too few to identify one person.
        PersonWords { words: String } = 64 "person-words",
        /// The erasure was not confirmed.
        PersonUnconfirmed = 64 "person-unconfirmed",
        /// The manual page could not be written.
        Man { error: io::Error } = 70 "cli-man",
        /// Files of a configuration exist there already.
        InitThere { folder: String, files: String } = 73 "cli-init-there",
        /// A backup would overwrite a file.
        BackupThere { path: String } = 73 "cli-backup-there",
        /// No province has this name or code.
        InitProvince { typed: String, near: String } = 64 "cli-init-province",
        /// None of a register's communes is in the province.
        InitElsewhere { path: String, province: String } = 64 "cli-init-elsewhere",
        /// A file of a fresh configuration cannot be written.
        InitUnwritable { path: String, error: io::Error } = 73 "cli-init-unwritable",
        /// The machine's clock cannot be right.
        DoctorClockWrong { now: String } = 78 "cli-doctor-clock-wrong",
        /// A folder cannot be written.
        DoctorFolderBad { path: String, error: io::Error } = 73 "cli-doctor-folder-bad",
        /// The database is damaged.
        DoctorStoreBad { faults: String } = 73 "cli-doctor-store-bad",
        /// The database server is too old.
        DoctorServerOld { version: String } = 78 "cli-doctor-server-old",
        /// The encoding of the database does not contain every letter.
        DoctorServerEncoding { encoding: String } = 78 "cli-doctor-server-encoding",
        /// The database account lacks rights that a run needs.
        DoctorServerRights { closed: String } = 77 "cli-doctor-server-rights",
        /// The database server is a standby and accepts no changes.
        DoctorServerFollows = 69 "cli-doctor-server-follows",
        /// The clocks of the database server and of this machine differ.
        DoctorServerClock { seconds: String } = 78 "cli-doctor-server-clock",
        /// A disk has too little free space; sizes in MiB.
        DoctorDiskFull { path: String, free: u64, needed: u64 } = 73 "cli-doctor-disk-full",
        /// The mail server refuses a recipient.
        DoctorSmtpRefused { to: String, answer: Sentence } = 69 "cli-doctor-smtp-refused",
        /// The server did not accept the test mail.
        DoctorTestNotTaken { to: String } = 69 "cli-doctor-test-not-taken",
    }
}
