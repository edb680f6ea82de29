# One person's data

person-words = “{ $words }” is too little to know one person by
person-words-next = give a full name (two words or more), a whole phone number, or a whole mail address
person-unconfirmed = Nobody confirmed the erasure, so that nothing was erased
person-unconfirmed-next = look first with --dry-run, then run again with --yes
person-kind-snapshot = Snapshot
person-kind-raw = Original of the source
person-kind-report = Report
person-kind-mail = Mail
person-kind-file = File
person-kind-text = Note
person-nowhere = Nowhere in what is kept
person-places = { $count } places
person-would-erase = Dry run: nothing erased
person-erased = Erased; proof { $id }. Key that shows whom it was about (kept nowhere, keep it apart): { $key }
person-beyond = Still to be done: erase from the source (else the next pull brings it back), from backups, and from mails and reports that were sent
person-ask = Erase this person from everything that is kept? It cannot be undone. Type “erase” to confirm:
