# Sentences of source

# Why a source could not be pulled
source-missing = There is no file or folder { $path }
source-empty-folder = The folder { $path } holds no workbook (xlsx, xlsm, xls, xlsb, ods, csv)
source-unreadable = Cannot read { $path }: { $cause }
source-not-a-file = { $path } is not a regular file
source-still-written = The file { $path } is still being written
source-stalled = The file { $path } could not be read in time
source-too-large = { $what } is larger than the { $limit } allowed
source-answer-too-large = The answer of { $host } is larger than the { $limit } allowed
source-foreign-link = Not a link to Google Sheets or Google Drive: { $location }
source-no-id = The link holds no document id: { $location }
source-other-document = The link leads to { $kind ->
    [folder] a Drive folder
    [forms] a form
    [presentation] a presentation
    [drawings] a drawing
   *[other] a text document
}, not a spreadsheet: { $location }
source-not-a-spreadsheet = «{ $name }» is of type { $kind }, not a spreadsheet
source-web-page = { $host } answered with a web page («{ $title }») instead of a workbook; a captive portal or a proxy may stand between
source-leads-away = { $host } redirects to { $target }, which is not Google's; a captive portal may stand between
source-empty-answer = { $host } answered with nothing
source-unexpected = Unexpected answer from { $host }: { $detail }
source-unreachable = Cannot reach { $host } after { $tries } tries: { $detail }
source-certificate = The certificate of { $host } is not accepted: { $detail }
source-proxy = The proxy does not let us through to { $host }: { $detail }
source-unavailable = { $host } answered { $status } after { $tries } tries
source-throttled = { $host } asks to wait because of too many requests ({ $status }) after { $tries } tries
source-quota-page = { $host } shows its page on automated queries after { $tries } tries
source-cut-short = The answer of { $host } broke off, after { $tries } tries
source-timed-out = { $host } did not answer in time, after { $tries } tries
source-no-token = No token from { $host } after { $tries } tries: { $detail }
source-not-shared = The spreadsheet { $sheet } is not shared with { $account }
source-sign-in-page = The spreadsheet { $sheet } is not public: Google asks to sign in
source-unknown-id = Google has no spreadsheet with the id { $sheet }, or it was deleted
source-download-forbidden = The owner of { $sheet } forbids downloading
source-flagged = Google flagged the file { $sheet } as harmful and does not hand it out
source-api-disabled = { $api } is not enabled in the project of { $account }
source-scope-missing = The token of { $account } lacks the scopes to read Drive and Sheets
source-token-rejected = { $host } takes no token of { $account }, not even a fresh one
source-clock-wrong = Google refuses because this machine's clock is wrong: { $detail }
source-key-deleted = The key of { $account } was deleted or belongs to another account: { $detail }
source-credentials-refused = Google refuses the credentials of { $account }: { $detail }
source-key-unreadable = Cannot read the key file { $path }: { $cause }
source-key-broken = The key file { $path } cannot be used: { $detail }
source-key-exposed = Others may read the key file { $path } (mode { $mode })
source-key-address = The key file { $path } names an unsafe token address: { $address }
source-ca-file = Cannot use the CA file { $path }: { $detail }
source-proxy-address = HTTPS_PROXY or ALL_PROXY names { $address }, and only proxies of the kind http:// are spoken to
source-no-root-certificates = This machine has no root certificates

# What to do about it
source-missing-next = Check the path (location in the campaign's file, or --source)
source-empty-folder-next = Put a workbook into this folder, or correct the path
source-unreadable-next = Check that the account that runs this program may read the file
source-not-a-file-next = Name a workbook or a folder
source-still-written-next = Wait until the file is copied, then run again
source-stalled-next = Check the drive or the network folder that holds it; the next run tries again
source-too-large-next = Remove pictures and data that are not needed from the workbook, or raise [google] max_file
source-answer-too-large-next = Remove pictures and data that are not needed from the spreadsheet, or raise [google] max_file
source-foreign-link-next = Paste a link such as https://docs.google.com/spreadsheets/d/… or https://drive.google.com/file/d/…, or download the file and name its path
source-no-id-next = Open the spreadsheet, choose Share, Copy link, and paste that
source-other-document-next = Open the spreadsheet itself and paste its link
source-not-a-spreadsheet-next = Paste the link of a spreadsheet (Google Sheets, xlsx, xls, xlsb, ods, csv)
source-web-page-next = Open the link in a browser on this very machine; check network, proxy and firewall
source-leads-away-next = Check network, proxy and firewall of this machine
source-empty-answer-next = Open the link in a browser and look at the spreadsheet
source-unexpected-next = Open the link in a browser; if it shows there, send this message to the program's operator
source-unreachable-next = Check network, DNS, proxy and firewall (port 443 outwards); the next run tries again
source-certificate-next = Check the clock and the package ca-certificates; where the organisation inspects TLS with a CA of its own, set [google] ca_file
source-proxy-next = Check HTTPS_PROXY (address, login) and the proxy's list of allowed sites
source-unavailable-next = Nothing to do, the next run tries again; if it lasts, see https://www.google.com/appsstatus
source-throttled-next = Pull less often; the next run tries again
source-quota-page-next = Pull less often, or use a service account ([google] credentials_file) instead of the public link
source-cut-short-next = Check the line; the next run tries again
source-timed-out-next = Check the line or raise [google] pull_deadline; the next run tries again
source-no-token-next = Check the network to the token endpoint; the next run tries again
source-not-shared-next = Ask the owner to press Share, add { $account } as Viewer, then run again
source-sign-in-page-next = Ask the owner to share it with «Anyone with the link» as Viewer, or set [google] credentials_file and share it with the service account
source-unknown-id-next = Copy the link again from the browser; a file that was saved as Google Sheets has a new id
source-download-forbidden-next = Ask the owner to open Share, the gear, and let viewers and commenters download, print and copy
source-flagged-next = Ask the owner to check the file for viruses, upload a clean copy and send its link
source-api-disabled-next = Open { $page }, press Enable for { $api }, wait some minutes, then run again
source-scope-missing-next = Use a service-account key, or give the machine the scopes drive.readonly and spreadsheets.readonly
source-token-rejected-next = Check in Google Cloud that the account is active; create a new key if needed
source-clock-wrong-next = Set the clock (for example timedatectl set-ntp true), then run again
source-key-deleted-next = Create a new key in Google Cloud (IAM, Service Accounts, Keys) and replace the file [google] credentials_file
source-credentials-refused-next = Check that the service account is active, create a new key and replace the file [google] credentials_file
source-key-unreadable-next = Check [google] credentials_file (or GOOGLE_APPLICATION_CREDENTIALS) and the file's permissions
source-key-broken-next = Download the JSON key from Google Cloud again; do not edit it
source-key-exposed-next = Run: chmod 600 { $path }
source-key-address-next = Download the key from Google Cloud again; the token address must be https
source-ca-file-next = Let [google] ca_file name a PEM file with at least one root certificate
source-proxy-address-next = Set HTTPS_PROXY=http://proxy:port, or remove the variable, or name the host in NO_PROXY
source-no-root-certificates-next = Install the package ca-certificates, or set [google] ca_file

# The way that was taken
source-step-file = Read the file { $path }
source-step-sheet-link = A link to Google Sheets, id { $id }
source-step-office-link = A link to Google Sheets whose id { $id } looks like that of an Office file (.xlsx)
source-step-drive-link = A link to Google Drive, id { $id }
source-step-published-link = A link published to the web, id { $id }
source-step-bare-id = A bare document id, { $id }
source-step-published = What is published to the web is had by its public link alone
source-step-no-account = No service account: the public link is used
source-step-account = Account { $account }
source-step-drive-sees-nothing = Drive does not say what the document is; trying the Google Sheets API
source-step-shortcut = «{ $name }» is a shortcut: following it to the file
source-step-trashed = «{ $name }» lies in its owner's bin
source-step-unchanged = «{ $name }» has not changed, says Drive
source-step-full-pull = «{ $name }» has not changed, says Drive; pulled whole all the same, its turn has come
source-step-sheets-api = Asking the Google Sheets API
source-step-native = Google Sheets document «{ $name }», locale { $locale }, time zone { $zone }
source-step-not-native = Not a Google Sheets document: { $detail }
source-step-drive-file = Downloading the file «{ $name }» from Google Drive
source-step-no-bytes = Cannot be downloaded as it is: { $detail }
source-step-drive-export = Exporting «{ $name }» to xlsx through Google Drive
source-step-account-sees-nothing = The account { $account } does not see it; trying the public link
source-step-public-link = Fetching the xlsx export by the public link from { $host }
source-step-public-download = Downloading the file by the public link from { $host }
source-step-public-though = The public link works although nothing is shared with the account
source-step-gid-lost = This way in keeps no tab ids (gid { $gid }): tabs are found by their headers
