# Sentences of letter: templates, notices, reminders
letter-unreadable = the template { $template } cannot be read ({ $error })
letter-unreadable-next = check the path and who may read it, or leave the key out to use the shipped template
letter-old-or-locked = { $template } is an old Word file (.doc) or has a password
letter-old-or-locked-next = open it in Word or LibreOffice, remove the password, save it as .docx
letter-not-docx = { $template } is no .docx ({ $error })
letter-not-docx-next = open it in Word or LibreOffice and save it as .docx (not .docm, .dotx, .odt)
letter-damaged = { $template }: the { $part ->
    [header] header
    [footer] footer
    [note] notes
   *[body] body
 } is damaged ({ $error })
letter-damaged-next = open the template in Word or LibreOffice and save it, or take the one that «cnscd init» makes
letter-placeholder-open = { $template }: braces {"{{"} are not closed ({ $part ->
    [header] header
    [footer] footer
    [note] notes
   *[body] body
 }, paragraph { $paragraph }: «{ $text }»)
letter-placeholder-open-next = write {"{{"}name{"}}"} whole, in one paragraph
letter-placeholder-unknown = { $template }: nothing is called «{"{{"}{ $placeholder }{"}}"}» ({ $part ->
    [header] header
    [footer] footer
    [note] notes
   *[body] body
 }, paragraph { $paragraph }: «{ $text }»); names that can be used: { $known }
letter-placeholder-unknown-next = correct the name by the list in the operators' guide, or remove it from the template
letter-placeholder-two-lists = { $template }: one row speaks of two lists ({ $part ->
    [header] header
    [footer] footer
    [note] notes
   *[body] body
 }, paragraph { $paragraph }: «{ $text }»)
letter-placeholder-two-lists-next = give each list a row or a paragraph of its own
letter-placeholder-missing = { $template }: { $missing } must stand somewhere and does not
letter-placeholder-missing-next = put it in its place in the template
letter-package = the document could not be packed ({ $error })
letter-package-next = this is a defect of the program, please tell its developers
letter-no-submissions = no source of campaign «{ $campaign }» holds submissions, so there is nothing to remind of
letter-no-submissions-next = add the source with the communes' reports to the configuration, run «cnscd sync», then try again
letter-stale = the data of «{ $campaign }» are old, so communes are told nothing
letter-stale-next = run «cnscd sync { $campaign }» for new data, then try again
letter-quarantined = a pull of «{ $campaign }» is in quarantine (run { $run }), so communes are told nothing
letter-quarantined-next = look with «cnscd status», then accept or reject it: «cnscd sync { $campaign } --accept { $run }» or «--reject { $run }»
letter-paper = a document that was just made cannot be read again ({ $error })
letter-paper-next = check the room in the folder for temporary files, then try again
letter-head = { $title }: { $total } communes, { $owing } of them owe something (data as of { $day })
letter-written = { $count } files written to { $folder }
letter-queued = { $count } mails queued
letter-would = { $count } mails would be queued with --send
letter-waits = Not sent: { $why }
letter-refused = Address refused: { $address } ({ $commune }): { $answer }
letter-without = Without an address in the directory ({ $count }): { $names }
letter-next = Next reminder: { $at }
letter-next-communes = Communes it would remind as things stand ({ $count }): { $names }
letter-next-digests = Would get a digest: { $to }
letter-no-ladder = No reminders are configured ([[reminder]])
letter-column-commune = Commune
letter-column-status = Status
letter-column-kinds = Owes
letter-column-to = To
letter-column-action = Action
letter-kind-missing = decision
letter-kind-composition = composition
letter-kind-data = data
letter-kind-none = nothing
letter-action-queue = send
letter-action-told-today = told today
letter-action-told-before = told this before
letter-action-no-address = no address
