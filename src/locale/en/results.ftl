# The results sheet

# --- Why the results sheet is not up to date
results-office-file = The results file { $spreadsheet } is an Office file, which is never written to
results-office-file-next = make a new Google spreadsheet, share it with the service account as “Editor”, and put the new link into [results] spreadsheet
results-foreign-header = Tab “{ $tab }” holds something else ({ $found }) and is not overwritten
results-foreign-header-next = rename that tab, or set [results] tab to another name; the program makes the tab where there is none
results-no-grid = Tab “{ $tab }” has no cells (such as one of a chart)
results-no-grid-next = set [results] tab to another name
results-not-shared = The results spreadsheet { $spreadsheet } is not shared with { $account }
results-not-shared-next = ask the owner to share it with { $account } as “Editor”, then run again
results-read-only = { $account } may look at the results spreadsheet { $spreadsheet } and not write to it
results-read-only-next = ask the owner to make { $account } an “Editor”, and to take the program's tab out of what is protected
results-no-account = There is no Google account to write the results sheet with
results-no-account-next = set [google] credentials_file
results-held = Campaign { $campaign } has a pull in quarantine, so that the results sheet is not written
results-held-next = decide first: “cnscd sync { $campaign } --accept { $run }” or “--reject { $run }”

# --- On the screen
results-in-sheet = Tab “{ $tab }” of spreadsheet { $spreadsheet }
results-in-file = File { $path }
results-rows = { $rows } communes, as of { $day }
results-unchanged = No cell differs: nothing was written
results-written = Wrote { $cells } cells of { $communes } communes ({ $requests } requests)
results-would-write = Would write { $cells } cells of { $communes } communes (dry run: nothing written)
results-would-place = Would write this file (dry run: nothing written)
results-placed = File written
results-change = { $commune } · { $column }: { $before } → { $after }
results-more = … and { $more } more cells
results-nothing = (empty)
results-status = Results sheet
results-status-written = written { $at }
results-status-owed = owed since { $at }
results-status-failing = not written since { $at }: { $error }
results-doctor = Results sheet { $campaign }
results-doctor-good = tab “{ $tab }” can be read; whether it can be written shows when it is
results-doctor-file = KetQua workbook in the report folder (no spreadsheet, or no Google account)
