# Sentences of source

# Why a source could not be pulled
source-error-missing = There is no file or folder { $path }
source-error-empty-folder = The folder { $path } holds no workbook (xlsx, xlsm, xls, xlsb, ods, csv)
source-error-unreadable = Cannot read { $path }: { $detail }
source-error-not-a-file = { $path } is not a regular file
source-error-still-written = The file { $path } is still being written
source-error-too-large = { $what } is larger than the { $limit } allowed
source-error-answer-too-large = The answer of { $host } is larger than the { $limit } allowed
source-error-foreign-link = Not a link to Google Sheets or Google Drive: { $location }
source-error-no-id = The link holds no document id: { $location }
source-error-other-document = The link leads to { $kind ->
    [folder] a Drive folder
    [forms] a form
    [presentation] a presentation
    [drawings] a drawing
   *[other] a text document
}, not a spreadsheet: { $location }
source-error-not-a-spreadsheet = «{ $name }» is of type { $kind }, not a spreadsheet
source-error-web-page = { $host } answered with a web page («{ $title }») instead of a workbook; a captive portal or a proxy may stand between
source-error-leads-away = { $host } redirects to { $target }, which is not Google's; a captive portal may stand between
source-error-empty-answer = { $host } answered with nothing
source-error-unexpected = Unexpected answer from { $host }: { $detail }
source-error-unreachable = Cannot reach { $host } after { $tries } tries: { $detail }
source-error-certificate = The certificate of { $host } is not accepted: { $detail }
source-error-proxy = The proxy does not let us through to { $host }: { $detail }
source-error-unavailable = { $host } answered { $status } after { $tries } tries
source-error-throttled = { $host } asks to wait because of too many requests ({ $status }) after { $tries } tries
source-error-quota-page = { $host } shows its page on automated queries after { $tries } tries
source-error-cut-short = The answer of { $host } broke off, after { $tries } tries
source-error-timed-out = { $host } did not answer in time, after { $tries } tries
source-error-no-token = No token from { $host } after { $tries } tries: { $detail }
source-error-not-shared = The spreadsheet { $sheet } is not shared with { $account }
source-error-sign-in-page = The spreadsheet { $sheet } is not public: Google asks to sign in
source-error-unknown-id = Google has no spreadsheet with the id { $sheet }, or it was deleted
source-error-download-forbidden = The owner of { $sheet } forbids downloading
source-error-flagged = Google flagged the file { $sheet } as harmful and does not hand it out
source-error-api-disabled = { $api } is not enabled in the project of { $account }
source-error-scope-missing = The token of { $account } lacks the scopes to read Drive and Sheets
source-error-token-rejected = { $host } takes no token of { $account }, not even a fresh one
source-error-clock-wrong = Google refuses because this machine's clock is wrong: { $detail }
source-error-key-deleted = The key of { $account } was deleted or belongs to another account: { $detail }
source-error-credentials-refused = Google refuses the credentials of { $account }: { $detail }
source-error-key-unreadable = Cannot read the key file { $path }: { $detail }
source-error-key-broken = The key file { $path } cannot be used: { $detail }
source-error-key-exposed = Others may read the key file { $path } (mode { $mode })
source-error-key-address = The key file { $path } names an unsafe token address: { $address }
source-error-ca-file = Cannot use the CA file { $path }: { $detail }
source-error-no-root-certificates = This machine has no root certificates

# What to do about it
source-next-missing = Check the path (location in the campaign's file, or --source)
source-next-empty-folder = Put a workbook into this folder, or correct the path
source-next-unreadable = Check that the account that runs this program may read the file
source-next-not-a-file = Name a workbook or a folder
source-next-still-written = Wait until the file is copied, then run again
source-next-too-large = Remove pictures and data that are not needed from the workbook, or raise [google] max_file
source-next-answer-too-large = Remove pictures and data that are not needed from the spreadsheet, or raise [google] max_file
source-next-foreign-link = Paste a link such as https://docs.google.com/spreadsheets/d/… or https://drive.google.com/file/d/…, or download the file and name its path
source-next-no-id = Open the spreadsheet, choose Share, Copy link, and paste that
source-next-other-document = Open the spreadsheet itself and paste its link
source-next-not-a-spreadsheet = Paste the link of a spreadsheet (Google Sheets, xlsx, xls, xlsb, ods, csv)
source-next-web-page = Open the link in a browser on this very machine; check network, proxy and firewall
source-next-leads-away = Check network, proxy and firewall of this machine
source-next-empty-answer = Open the link in a browser and look at the spreadsheet
source-next-unexpected = Open the link in a browser; if it shows there, send this message to the program's operator
source-next-unreachable = Check network, DNS, proxy and firewall (port 443 outwards); the next run tries again
source-next-certificate = Check the clock and the package ca-certificates; where the organisation inspects TLS with a CA of its own, set [google] ca_file
source-next-proxy = Check HTTPS_PROXY (address, login) and the proxy's list of allowed sites
source-next-unavailable = Nothing to do, the next run tries again; if it lasts, see https://www.google.com/appsstatus
source-next-throttled = Pull less often; the next run tries again
source-next-quota-page = Pull less often, or use a service account ([google] credentials_file) instead of the public link
source-next-cut-short = Check the line; the next run tries again
source-next-timed-out = Check the line or raise [google] pull_deadline; the next run tries again
source-next-no-token = Check the network to the token endpoint; the next run tries again
source-next-not-shared = Ask the owner to press Share, add { $account } as Viewer, then run again
source-next-sign-in-page = Ask the owner to share it with «Anyone with the link» as Viewer, or set [google] credentials_file and share it with the service account
source-next-unknown-id = Copy the link again from the browser; a file that was saved as Google Sheets has a new id
source-next-download-forbidden = Ask the owner to open Share, the gear, and let viewers and commenters download, print and copy
source-next-flagged = Ask the owner to check the file for viruses, upload a clean copy and send its link
source-next-api-disabled = Open { $page }, press Enable for { $api }, wait some minutes, then run again
source-next-scope-missing = Use a service-account key, or give the machine the scopes drive.readonly and spreadsheets.readonly
source-next-token-rejected = Check in Google Cloud that the account is active; create a new key if needed
source-next-clock-wrong = Set the clock (for example timedatectl set-ntp true), then run again
source-next-key-deleted = Create a new key in Google Cloud (IAM, Service Accounts, Keys) and replace the file [google] credentials_file
source-next-credentials-refused = Check that the service account is active, create a new key and replace the file [google] credentials_file
source-next-key-unreadable = Check [google] credentials_file (or GOOGLE_APPLICATION_CREDENTIALS) and the file's permissions
source-next-key-broken = Download the JSON key from Google Cloud again; do not edit it
source-next-key-exposed = Run: chmod 600 { $path }
source-next-key-address = Download the key from Google Cloud again; the token address must be https
source-next-ca-file = Let [google] ca_file name a PEM file with at least one root certificate
source-next-no-root-certificates = Install the package ca-certificates, or set [google] ca_file

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
