# Sentences of store
store-cannot-write = { $path } cannot be written ({ $cause })
store-cannot-write-next = give the account that runs cnscd write access to this folder, check the free disk space, and run again
store-unwritable = the database cannot be written ({ $cause })
store-unwritable-next = check free disk space and write access to the file and folder of [store] url, and run again
store-campaign-held = another run holds the campaign «{ $campaign }» (process { $by })
store-campaign-held-next = wait for the other run to end and run again; see «cnscd status»
store-outbox-held = process { $by } is sending the outbox
store-outbox-held-next = nothing to do, the other process sends; to send now, wait a moment and run again
store-daemon-held = a cnscd daemon already serves this database (process { $by })
store-daemon-held-next = nothing to do if that is the system’s service; to start anew, stop that process first
store-lease-lost = another process has taken over «{ $name }», which this one held: it was frozen or cut off for too long
store-lease-lost-next = nothing to do, the other process goes on; see «cnscd status», and run again if needed
store-unreachable = the database cannot be reached ({ $cause })
store-unreachable-next = check the server, port and database name of [store] url, and that the server runs
store-denied = the database does not allow this account ({ $cause })
store-denied-next = check the user of [store] url and password_file, and that the user owns the database
store-empty = the database holds nothing of cnscd yet
store-empty-next = run «cnscd sync» or «cnscd run» once, which makes its tables, or check the database name of [store] url
store-locked = another process holds the database ({ $cause })
store-locked-next = wait a moment and run again; if it stays so, see which program has the database file open
store-damaged = what stands in the database is no longer whole ({ $what })
store-damaged-next = stop the service, keep the present file aside, restore the latest backup, and run «cnscd doctor»
store-newer = the database was made by a later version (step { $found }, this version knows up to { $known })
store-newer-next = use the later version of cnscd, or restore the backup made before the upgrade
store-nothing-quarantined = run { $run } has no quarantined pull that waits for a decision
store-nothing-quarantined-next = see the run that waits with «cnscd status»
store-defect = a database query did not work ({ $cause })
store-defect-next = this is a defect of the program: send the log of this run to whoever provides cnscd
delivery-command = program { $program } of channel “{ $channel }” cannot be run ({ $cause })
delivery-command-next = check [[channel]] run and that the cnscd account may run the file; messages stay in the outbox
delivery-unreachable = the mail server { $server } cannot be reached ({ $cause })
delivery-unreachable-next = check [mail.smtp] host, port and the firewall; the mails stay in the outbox and are tried again
delivery-tls = no private connection can be made to the mail server { $server } ({ $cause })
delivery-tls-next = check [mail.smtp] security and ca_file with whoever runs the mail server; the mails stay in the outbox
delivery-login = the mail server { $server } refuses the login ({ $cause })
delivery-login-next = check [mail.smtp] username and password_file (an app password where the server wants one), then run «cnscd mail retry»
store-foreign = { $text }
delivery-no-answer = no answer in time
delivery-not-address = not an address
delivery-no-address = «{ $to }» is not an address
delivery-no-marks = the server takes no address with marks (SMTPUTF8)
delivery-no-starttls = STARTTLS is not offered
delivery-mail-gone = the mail is no longer in the store
delivery-answered = { $to }: { $answer }
delivery-barred = the mail server { $server } takes no mail from this machine ({ $cause })
delivery-barred-next = ask whoever runs the mail server whether this machine's address may send; the mails stay in the outbox and are tried again
delivery-too-large = the mail is larger than the mail server takes ({ $answers })
delivery-too-large-next = set [mail] max_attachment below the server's limit (for example max_attachment = "5MiB"): mails then carry the summary or a link instead of the report; then run «cnscd sync --mail»
delivery-turned-away = the mail server { $server } takes no mail now ({ $cause })
delivery-turned-away-next = nothing to do, the mails stay in the outbox and are tried again; if it lasts, ask whoever runs the mail server
delivery-no-login = the mail server { $server } { $offered ->
    [none] offers no login
   *[other] offers only logins that this program does not know ({ $offered })
}
delivery-no-login-next = this program logs in with AUTH PLAIN or AUTH LOGIN: ask whoever runs the mail server to offer one (some do so only with security = "starttls" or "tls"), or remove [mail.smtp] username where the server wants no login; then run «cnscd mail retry»
delivery-all-refused = the mail server refused every recipient ({ $answers })
delivery-all-refused-next = correct the addresses or the mail as the server's answer says; «cnscd mail list» shows each mail
delivery-sender = the mail server { $server } refuses the sender { $from } ({ $cause })
delivery-sender-next = make [mail] from the address that logs in, or ask whoever runs the mail server to allow it, then run «cnscd mail retry»
delivery-not-loopback = [mail.smtp] security = "none" works with a server on this machine only, not with { $server }
delivery-not-loopback-next = set security = "starttls" or "tls"
delivery-ca-file = the certificate file { $path } cannot be used ({ $cause })
delivery-ca-file-next = set [mail.smtp] ca_file to the PEM file of the CA that signed the mail server's certificate, readable by the account that runs cnscd
delivery-cannot-write = the mail cannot be written to { $path } ({ $cause })
delivery-cannot-write-next = give the account that runs cnscd write access to [mail] folder and check free disk space; the mails stay in the outbox
folder-cannot-write = the report cannot be written to { $path } ({ $cause })
folder-cannot-write-next = give the account that runs cnscd write access to [report] folder, check free disk space, and run «cnscd report»
mail-address = «{ $address }» is no mail address
mail-address-next = correct [mail] from, [mail] operators or the campaign's readers, such as "cnscd <cnscd@example.vn>" or "vanphong@example.vn"

# Why no report was written
report-disagree = the report cannot be written: the figure “{ $figure }” is { $stated }, but a recount of the communes gives { $counted }
report-disagree-next = do not pass these figures on; tell the developers, with a backup of the database
report-layout = the report’s workbook cannot be laid out: { $cause }
report-layout-next = run again with -vv and send the log to the developers
report-package = the report’s workbook cannot be packed: { $cause }
report-package-next = run again with -vv and send the log to the developers
report-unread = the report’s workbook cannot be read back: { $cause }
report-unread-next = run again with -vv and send the log to the developers
store-run-interrupted = the process ended before the run did; the next run makes it anew, and nothing is lost
store-target-holds = { $target } holds something already (table { $table }); nothing is copied over it
store-target-holds-next = name an empty database
store-address = this is no address of a database, or names another machine without verified TLS
store-address-next = such as postgres://cnscd@127.0.0.1:5432/cnscd, or a path such as var/cnscd.db
