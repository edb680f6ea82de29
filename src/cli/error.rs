//! Why a command of the terminal cannot do what was typed.

use std::io;

use crate::failure::reasons;
use crate::locale::Sentence;

reasons! {
    /// Why it cannot.
    pub(super) enum CommandError {
        /// There is no configuration file.
        NoConfiguration = 78 "cli-no-configuration",
        /// What was typed is no address of a database.
        StoreAddress = 64 "store-address",
        /// No run has this id.
        RunUnknown { run: String } = 64 "run-unknown",
        /// A run was asked to end and has not.
        RunStillGoing { run: String } = 75 "run-still-going",
        /// Nothing was ever stored.
        NoStore { path: String } = 65 "cli-no-store",
        /// Neither a day nor an instant.
        Moment { text: String } = 64 "cli-moment",
        /// No age.
        Age { age: String } = 64 "cli-age",
        /// No figure, rule or commune.
        FigureUnknown { figure: String, known: String } = 64 "cli-figure-unknown",
        /// No commune bears just this name; which may be meant.
        CommuneWhich { figure: String, near: String } = 64 "cli-commune-which",
        /// No source has a tab of this title.
        NoSuchTab { tab: String, tabs: String } = 64 "cli-no-such-tab",
        /// No snapshot has this id, or its bytes are gone.
        SnapshotUnknown { snapshot: String } = 64 "cli-snapshot-unknown",
        /// Several sources do not go into one file, or there is none of that name.
        RawWhich { sources: String } = 64 "cli-raw-which",
        /// What was asked for cannot be written where stdout leads.
        OutputUnwritable { error: io::Error } = 73 "cli-output-unwritable",
        /// Something stands where raw bytes should be.
        RawThere { path: String } = 73 "cli-raw-there",
        /// The last mail to this address was not refused, or there is none.
        NothingRefused { to: String } = 64 "cli-nothing-refused",
        /// No mail has this id.
        MailUnknown { id: String } = 64 "cli-mail-unknown",
        /// A mail that was just queued is not there.
        MailGone { id: String } = 70 "cli-mail-unknown",
        /// No one kept report has a hash that begins like this.
        ReportUnknown { sha256: String } = 64 "cli-report-unknown",
        /// Nobody said why a report is to be kept.
        PinReason = 64 "cli-pin-reason",
        /// Something that is no workbook stands where the report should be.
        ReportOver { path: String } = 64 "cli-report-over",
        /// The two passwords typed differ.
        PasswordsDiffer = 64 "access-passwords-differ",
        /// No password could be read.
        PasswordUnreadable { error: io::Error } = 64 "access-password-unreadable",
        /// Too little to know one person by.
        PersonWords { words: String } = 64 "person-words",
        /// An erasure that nobody confirmed.
        PersonUnconfirmed = 64 "person-unconfirmed",
        /// The manual page could not be written.
        Man { error: io::Error } = 70 "cli-man",
        /// Files of a configuration stand there already.
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
        /// The database is not whole.
        DoctorStoreBad { faults: String } = 73 "cli-doctor-store-bad",
        /// The database server is too old.
        DoctorServerOld { version: String } = 78 "cli-doctor-server-old",
        /// The database cannot hold every letter.
        DoctorServerEncoding { encoding: String } = 78 "cli-doctor-server-encoding",
        /// The account may not do what a run needs.
        DoctorServerRights { closed: String } = 77 "cli-doctor-server-rights",
        /// The database server follows another and takes no changes.
        DoctorServerFollows = 69 "cli-doctor-server-follows",
        /// The clocks of the database server and of this machine differ.
        DoctorServerClock { seconds: String } = 78 "cli-doctor-server-clock",
        /// A disk has too little room; in MiB.
        DoctorDiskFull { path: String, free: u64, needed: u64 } = 73 "cli-doctor-disk-full",
        /// The mail server refuses a recipient.
        DoctorSmtpRefused { to: String, answer: Sentence } = 69 "cli-doctor-smtp-refused",
        /// The test mail was not taken.
        DoctorTestNotTaken { to: String } = 69 "cli-doctor-test-not-taken",
    }
}
