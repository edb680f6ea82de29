# Sentences of findings: cell, fact, basis, request. Always there: $commune (printed name), $value
# (what the cell holds), $basis_en (basis). Those on team and decision also have $ubnd.

# --- The team
finding-leader-missing = The team names no leader; under { $basis_en } the chair of the People's Committee leads. Please have { $ubnd } add one.
finding-leader-multiple = { $count } people are named as leader ({ $value }); under { $basis_en } the chair of the People's Committee leads. Please have { $ubnd } name one.
finding-leader-not-chairman = The leader is { $value }; under { $basis_en } the chair of the People's Committee leads. Please have { $ubnd } review the team.
finding-leader-acting = The leader is { $value }; under { $basis_en } the chair of the People's Committee leads. Accepted; please have { $ubnd } update it once a chair is appointed.
finding-deputy-not-eligible = Deputy { $name } is { $value }; under { $basis_en } deputies may include vice chairs of the People's Committee, leaders of the Fatherland Front and the head of the Culture and Society office. Please have { $ubnd } look again.
finding-pvhcc-member-missing = No member is on the staff of the public administration service centre; basis: { $basis_en }. Please have { $ubnd } add one.
finding-pvhcc-member-missing--unread = The team is not seen to have enough people of the public administration service centre ({ $have } of { $need }), and some positions are not stated; basis: { $basis_en }. Please have { $ubnd } state every position or add some.
finding-pvhcc-member-missing--few = The team has { $have } of the public administration service centre, and needs { $need } at least; basis: { $basis_en }. Please have { $ubnd } add some.
finding-component-missing = The team has no «{ $component }»; basis: { $basis_en }. Please have { $ubnd } add one.
finding-component-missing--unread = The team is not seen to have enough of «{ $component }» ({ $have } of { $need }), and some positions are not stated; basis: { $basis_en }. Please have { $ubnd } state every position or add some.
finding-component-missing--few = The team has { $have } of «{ $component }», and needs { $need } at least; basis: { $basis_en }. Please have { $ubnd } add some.
finding-two-roles = { $value } is named both as { $first } and as { $second }, so the team cannot be compared with { $basis_en }. Please have { $ubnd } name one role.
finding-position-missing = { $value } has no position, so it cannot be compared with { $basis_en }. Please have { $ubnd } add it.
finding-position-ambiguous--leader = The leader's position «{ $value }» is not clear enough to compare with { $basis_en }. Please have { $ubnd } write office and body in full.
finding-position-ambiguous--deputy = The position «{ $value }» of deputy { $name } is not clear enough to compare with { $basis_en }. Please have { $ubnd } write office and body in full.
finding-position-ambiguous--centre = { $name } ({ $value }) has to do with the public administration service centre; whether as a member on its staff, as { $basis_en } asks, is not clear. Please have { $ubnd } clarify.
finding-other-commune-position = The position of { $name }, «{ $value }», is one outside { $commune }; basis: { $basis_en }. Please have { $ubnd } check this row.

# --- The founding decision
finding-decision-missing = The commune has reported, but no founding decision; basis: { $basis_en }. Please have { $ubnd } issue one and report number and date.
finding-decision-missing--later = Decision { $value } was signed on { $date }, after the date counted, so it does not count yet; basis: { $basis_en }. Please follow it up in the next period.
finding-decision-missing--not-yet = The founding decision is not issued yet («{ $value }»); basis: { $basis_en }. Please have { $ubnd } issue it soon and report number and date.
finding-decision-missing--not-reported = The commune has reported nothing; basis: { $basis_en }. Please have { $ubnd } issue the founding decision and report.
finding-decision-missing--no-row = The sheet has no row of this commune; basis: { $basis_en }. Please have { $ubnd } issue the founding decision and report.
finding-decision-missing--withdrawn = The decision is marked as withdrawn («{ $value }») and no other is named; basis: { $basis_en }. Please have { $ubnd } issue another and report number and date.
finding-decision-incomplete--number = A date is given but no number, so it cannot be confirmed; basis: { $basis_en }. Please have { $ubnd } add the number.
finding-decision-incomplete--date = Decision «{ $value }» has no date, so it cannot be confirmed; basis: { $basis_en }. Please have { $ubnd } add the date.
finding-decision-incomplete--status = The status column says «{ $value }» while the row names decision «{ $number }», so it cannot be confirmed; basis: { $basis_en }. Please have { $ubnd } correct the status or the number and date.
finding-decision-incomplete--note = The note says «{ $value }» while the row names decision «{ $number }», so it cannot be confirmed; basis: { $basis_en }. Please have { $ubnd } correct the note or the number and date.
finding-decision-incomplete--broken = The cell of the number or the date holds a broken formula, so the decision cannot be confirmed; basis: { $basis_en }. Please have { $ubnd } type the number and date.
finding-decision-incomplete--both = A decision is claimed without number and date, so it cannot be confirmed; basis: { $basis_en }. Please have { $ubnd } add them.
finding-decision-late = The decision was signed on { $value }, after { $last_day }; basis: { $basis_en }. Please have { $ubnd } note it.
finding-decision-date-implausible--before = The date { $value } is before { $began }, when the present commune did not exist; basis: { $basis_en }. Please have { $ubnd } check the date, or send the present commune's decision.
finding-decision-date-implausible--after = The date { $value } is after the day of the pull, { $today }; basis: { $basis_en }. Please have { $ubnd } check the date.
finding-decision-date-implausible--swapped = The date { $value } is not between { $began } and { $today }; day and month may be exchanged ({ $swapped }); basis: { $basis_en }. Please have { $ubnd } check the date.
finding-decision-date-implausible--two-ways = The date may be { $value } or { $swapped }: day and month got mixed up in this column, so it cannot be confirmed; basis: { $basis_en }. Please check it and write it day/month/year.
finding-decision-incomplete--shared = The decision «{ $value }» stands in a cell merged over the rows of several communes, so whose it is cannot be told; basis: { $basis_en }. Please give the commune's own number and date.
finding-decision-not-a-decision = «{ $value }» is a document of another kind and no founding decision; basis: { $basis_en }. Please have { $ubnd } add number and date of the decision.
finding-decision-number-odd = The number «{ $value }» differs from the usual «15/QĐ-UBND»; basis: { $basis_en }. Please have { $ubnd } check it.
finding-decision-number-odd--several = The cell names several decisions («{ $value }»); { $number } is taken; basis: { $basis_en }. Please have { $ubnd } say which one founds the team.
finding-decision-backdated = The decision is dated { $value } (due { $last_day }), but was first seen on { $seen }; basis: { $basis_en }. Please compare with the signed copy.
finding-decision-withdrawn = The pull of { $seen } held decision { $value } of { $date }, which is gone; basis: { $basis_en }. Please have { $ubnd } say whether it still stands.

# --- Counted columns
finding-count-missing = The commune has not reported «{ $title }»; basis: { $basis_en }. Please have { $ubnd } report it.
finding-count-missing--later = «{ $title }» was read on { $seen }, and the number of { $day } is not known; basis: { $basis_en }. Please have { $ubnd } report the number of { $day }, where there is one.
finding-count-unclear = «{ $title }» reads «{ $value }», which is no count, so it cannot be confirmed; basis: { $basis_en }. Please have { $ubnd } type the number alone.
finding-count-unclear--negative = «{ $title }» reads { $value }, which is below zero, so it cannot be confirmed; basis: { $basis_en }. Please have { $ubnd } check it.
finding-count-unclear--several = «{ $title }» differs from cell to cell, or one merged cell stands for several communes («{ $value }»), so nobody can tell which number is right; basis: { $basis_en }. Please have { $ubnd } give one number.
finding-count-unclear--of = The whole for «{ $title }» reads «{ $value }», which is no count, so it cannot be confirmed; basis: { $basis_en }. Please have { $ubnd } correct it.
finding-count-unclear--of-missing = «{ $title }» reads { $value }, and what it is out of is missing; basis: { $basis_en }. Please have { $ubnd } add it.
finding-count-unclear--number-missing = The whole is { $of }, and «{ $title }» is missing; basis: { $basis_en }. Please have { $ubnd } add it.
finding-count-unclear--zero = «{ $title }» reads { $value } out of 0, of which there is no share; basis: { $basis_en }. Please have { $ubnd } check the whole.
finding-count-unclear--more = «{ $title }» reads { $value }, more than the whole of { $of }, so it cannot be confirmed; basis: { $basis_en }. Please have { $ubnd } check both numbers.
finding-count-below = «{ $title }» is { $value }/{ $of }, below { $target } (due { $last_day }); basis: { $basis_en }. Please have { $ubnd } go on and update the number.
finding-count-undated = «{ $title }» is { $value }/{ $of }, at least { $target }, first seen on { $seen }, after { $last_day }, with nothing known before, so nobody can tell whether it was in time; basis: { $basis_en }. Please compare it with the commune's papers.

# --- The sheet
finding-commune-unknown--none = «{ $value }» is not in { $basis_en }. Please check the name, or declare this spelling in the configuration.
finding-commune-unknown--candidates = «{ $value }» is not in { $basis_en }; nearest: { $candidates }. Please say which is meant.
finding-commune-unknown--dissolved = «{ $old }» is a former commune, now part of { $into }; basis: { $basis_en }. Please say whose data these are.
finding-commune-ambiguous = «{ $value }» may be { $candidates }; basis: { $basis_en }. Please write the name with all its marks.
finding-commune-ambiguous--province = «{ $value }» may be { $candidates }; basis: { $basis_en }. Please write the province beside the name.
finding-commune-ambiguous--kind = «{ $value }» may be { $candidates }; basis: { $basis_en }. Please write whether it is a xã, a phường or a đặc khu.
finding-commune-succeeded = What { $value } (until { $until }) reported counts for { $commune }; basis: { $basis_en }. Please check it and report under the new name.
finding-commune-succeeded--aside = What { $value } (until { $until }) reported is not used for { $commune }, which has another decision and team; basis: { $basis_en }. Please check it and report under the new name.
finding-commune-succeeded--split = What { $value } (until { $until }) reported counts for nobody, since it was split into { $into }; basis: { $basis_en }. Each of them is asked to report.
finding-commune-folded = «{ $value }» is read as { $commune }; basis: { $basis_en }. Please write the name in full.
finding-commune-duplicate--same = { $commune } has several rows that say the same (see { $other }); basis: { $basis_en }. Please keep one.
finding-commune-duplicate--villages-listed = { $commune } counts { $value } village teams while { $listed } are listed; the list is taken; basis: { $basis_en }. Please check.
finding-commune-duplicate--villages-counted = { $commune } gives two numbers of village teams, { $value } and { $number } (see also { $other }), so neither is counted; basis: { $basis_en }. Please give one.
finding-village-unknown--none = The register of villages of { $commune } has no «{ $value }», so it is not counted as a team; basis: { $basis_en }. Please give the name of the village.
finding-village-unknown--several = «{ $value }» of { $commune } may be { $candidates }, so it is not counted as a team; basis: { $basis_en }. Please say which.
finding-village-unknown--twice = «{ $value }» of { $commune } is { $village }, which stands in another cell (see { $other }); one team is counted; basis: { $basis_en }. Please name each village once.
finding-village-unknown--more = { $commune } counts { $value } village teams while the register has { $of } villages; basis: { $basis_en }. Please check.
finding-commune-duplicate--conflict = { $commune } has several rows that differ (see { $other }); the valid decision that was signed first is taken; basis: { $basis_en }. Please confirm and keep one.
finding-commune-duplicate--apart = { $commune } has several rows that state the same decision but differ in its day, the team, the notes or the link (see also { $other }); the team of that row is taken; basis: { $basis_en }. Please confirm and keep one row.
finding-commune-duplicate--answer = { $commune } answered the form more than once; the latest answer ({ $other }) is taken, and this one said otherwise: { $was }; basis: { $basis_en }. Please check the latest answer.
finding-member-duplicate = { $value } is also in the team of { $other } (same name, and same phone or mail address); basis: { $basis_en }. Please have { $ubnd } check.
finding-person-not-named = «{ $value }» names nobody; basis: { $basis_en }. Please name every member.
finding-person-not-named--replaced = The cell tells of a person replaced («{ $value }»); the present one is taken; basis: { $basis_en }. Please name only the present member.
finding-names-positions-mismatch = The cell holds { $names } names but { $positions } positions, so they cannot be paired; basis: { $basis_en }. Please write one person a line with the position.
finding-phone-invalid = «{ $value }» is no phone number; basis: { $basis_en }. Please check it.
finding-phone-invalid--cell = The spreadsheet shortened the phone number «{ $value }», so its digits are gone; basis: { $basis_en }. Please format the column as text and type the number again.
finding-phone-invalid--column = The spreadsheet shortened { $value } phone numbers of the column, so their digits are gone (first cells: { $cells }); basis: { $basis_en }. Please format the column as text and type them again.
finding-phone-repaired = The phone number «{ $value }» is read as { $repaired }; basis: { $basis_en }. Please check it.
finding-phone-repaired--cell = The phone number «{ $value }» lost its leading zero and is read as { $repaired }; basis: { $basis_en }. Please check it.
finding-phone-repaired--column = { $value } phone numbers of the column lost their leading zero (first cells: { $cells }) and are read with it; basis: { $basis_en }. Please format the column as text.
finding-email-invalid = «{ $value }» is no mail address; basis: { $basis_en }. Please check it.
finding-date-unreadable = «{ $value }» is no single day; basis: { $basis_en }. Please write day, month and year.
finding-row-unplaced = The row holds «{ $value }», but whose it is cannot be told; basis: { $basis_en }. Please add the commune.
finding-row-unplaced--table = The table headed «{ $value }» names communes, but no column about a decision or a team is recognised, so the rows below it were not read; basis: { $basis_en }. Please use the titles of the form if it is a report, or move it to another tab.
finding-row-unplaced--untitled = Rows of the tab «{ $value }» name a commune and a decision's number, but no row of titles is recognised, so nothing of the tab was read; basis: { $basis_en }. Please put the titles of the form at the top of the tab, or delete the tab if it is no report.
finding-row-unplaced--several = { $count } rows below one another hold something, beginning with «{ $value }», but whose they are cannot be told; basis: { $basis_en }. Please add the commune's name.
finding-cell-error = The cell holds an error ({ $value }); basis: { $basis_en }. Please repair the formula or type the value.
finding-cell-error--uncomputed = The cell is a formula without its result ({ $value }), so it could not be read; basis: { $basis_en }. Please open the workbook in Excel or LibreOffice, recalculate and save it, or type the value.
finding-cell-error--column = { $value } cells of the column hold an error ({ $error }; first cells: { $cells }); basis: { $basis_en }. Please repair the column's formula or type the values.
finding-cell-error--uncomputed-column = { $value } cells of the column are formulas without their results ({ $error }; first cells: { $cells }), so they could not be read; basis: { $basis_en }. Please open the workbook in Excel or LibreOffice, recalculate and save it, or type the values.
finding-cell-error--long = The cell holds more text than is read («{ $value }»); basis: { $basis_en }. Please split it into several rows, one person or one decision each.
finding-cell-error--beyond = { $count } cells of the tab stand to the right of column ZZ and were not read; basis: { $basis_en }. Please move them into the columns of the form, or delete them.
finding-column-ambiguous = Several columns could be { $field ->
    [decision_number] the decision's number
    [decision_date] the day it was signed
    [village_teams] the number of village teams
   *[other] one thing
} («{ $value }») and say different things at { $rows }; basis: { $basis_en }. Please name the column with [source.columns] in the campaign file, or keep only one in the sheet.
finding-column-ambiguous--more = Several columns could be { $field ->
    [decision_number] the decision's number
    [decision_date] the day it was signed
    [village_teams] the number of village teams
   *[other] one thing
} («{ $value }») and say different things at { $rows } and in { $more } more rows; basis: { $basis_en }. Please name the column with [source.columns] in the campaign file, or keep only one in the sheet.
finding-struck-out = «{ $value }» is struck out and does not count; basis: { $basis_en }. Please delete it, or remove the line where it still holds.
finding-example-row = { $count } rows of the tab are examples («{ $value }») and do not count; basis: { $basis_en }. Please delete the example, or take «{ $value }» away where a commune reports in that row.
finding-legacy-encoding = { $count } cells of the tab are in the old encoding { $encoding } and were converted; basis: { $basis_en }. Please use Unicode.

# --- Contacts
finding-contact-unreachable = Contact { $value } of «{ $system }» has neither phone, mail nor group; basis: { $basis_en }. Please add one.
finding-system-without-contact = «{ $value }» has no contact; basis: { $basis_en }. Please add one.
finding-link-malformed = «{ $value }» is no link; basis: { $basis_en }. Please check it.

# --- What each rule means
rule-leader-missing = The reported team has no leader
rule-leader-multiple = Two people or more are named as leader
rule-leader-not-chairman = The leader is not the chair of the commune's People's Committee
rule-leader-acting = The leader is the acting chair: accepted, with a note
rule-deputy-not-eligible = A deputy outside the groups that the letter suggests
rule-pvhcc-member-missing = No member is on the staff of the public administration service centre
rule-component-missing = A component of the list that the department fills in is missing
rule-two-roles = One person holds two roles in one team
rule-position-missing = A person has no position
rule-position-ambiguous = A position is not clear enough; a person decides
rule-other-commune-position = The position is one of another commune
rule-decision-missing = No founding decision at the date counted
rule-decision-incomplete = A decision is claimed without number or date, so it cannot be confirmed
rule-decision-late = The decision was signed after the deadline
rule-decision-date-implausible = The date is before the commune existed, after the pull, or has day and month exchanged
rule-decision-not-a-decision = The document is a plan, a letter, a proposal, ... and no decision
rule-decision-number-odd = The number has an unusual shape, or one cell holds several decisions
rule-decision-backdated = Dated within the deadline, but first seen after it
rule-decision-withdrawn = An earlier pull held a decision that is gone
rule-count-missing = The number of a counted column is not reported
rule-count-unclear = The number of a counted column is unreadable, contradictory or more than its whole
rule-count-below = The share set is not reached
rule-count-undated = The share set is reached, and nobody knows whether it was in time
rule-commune-unknown = The name is not in the register
rule-commune-ambiguous = The name may be several communes
rule-commune-succeeded = What a merged commune reported counts for its successor
rule-commune-folded = The name lost or changed marks and fits one commune only
rule-commune-duplicate = One commune has several rows
rule-village-unknown = A village does not agree with the register
rule-member-duplicate = One person is in the teams of two communes
rule-person-not-named = The cell names nobody
rule-names-positions-mismatch = A cell's names and positions differ in number
rule-phone-invalid = The phone number has no valid form
rule-phone-repaired = A digit of the phone number was added or replaced on reading
rule-email-invalid = The mail address has no valid form
rule-date-unreadable = The date is no single day
rule-row-unplaced = A row holds something, but whose it is cannot be told
rule-cell-error = The cell holds an error
rule-legacy-encoding = Text in an old encoding was converted on reading
rule-column-ambiguous = Several columns could be one thing and say different things
rule-struck-out = Struck-out text does not count
rule-example-row = An example row does not count
rule-contact-unreachable = A contact has neither phone, mail nor group
rule-system-without-contact = A system has no contact
rule-link-malformed = The link has no valid form

# --- The rules file
rules-unknown-rule = there is no rule «{ $value }»
rules-office = «{ $value }» is no office id; ids are lower-case ASCII, with «:acting», «:in-charge» or «?» after them where needed
rules-component = every component needs a name and at least one office
rules-undated = every [[version]] needs a day from or until
rules-overlap = two [[version]] are in force on one day
rules-at-least = at_least is 1 or more
rules-detail-at-least = { $count } at least
rules-detail-component = { $name }: { $count } at least
rules-detail-missing-ignore = a position that is not stated is passed over
rules-detail-missing-warn = a position that is not stated is a warning
rules-detail-missing-error = a position that is not stated is an error
rules-end-before-beginning = the last day stands before the first
rules-word = «{ $value }» cannot be a word: it is empty or begins with =, <, > or a space
rules-word-twice = «{ $value }» is another key's word already; statuses, roles and sheets differ from each other
rules-placeholder = the sentence names a value that it does not have; it has: { $value }
rules-sheet = «{ $value }» cannot name a sheet: at most 31 letters, none of [ ] : * ? / \ '

# --- A quarantined pull
loss-rows = { $lost } of { $before } data rows are gone ({ $share }, allowed { $allowed })
loss-decisions = the decisions of { $lost } of { $before } communes are gone ({ $share }, allowed { $allowed })
loss-counts = the numbers of { $lost } of { $before } communes are gone ({ $share }, allowed { $allowed })
loss-changed = { $lost } of { $before } communes with a decision have another number and another date now ({ $share }, allowed { $allowed })
loss-people = { $lost } of { $before } members are gone or replaced ({ $share }, allowed { $allowed })
loss-tab = tab «{ $tab }» is gone
loss-columns = tab «{ $tab }» has lost { $columns }
column-ordinal = row number
column-commune = commune
column-decision_number = decision's number
column-decision_date = day the decision was signed
column-decision_month = month the decision was signed
column-decision_year = year the decision was signed
column-decision_symbol = decision's symbol
column-person = people's names
column-position = office held
column-workplace = workplace
column-role = role in the team
column-phone = phone
column-email = mail address
column-link = link to the decision
column-note = note
column-member_count = number of members
column-village_teams = number of village teams
column-village = name of the village
column-system = system
column-support = what is supported
column-unit = unit in charge
column-group = support group
column-guide = guide
column-status = state of the decision
column-other_document = other document
column-document_kind = kind of document
column-answered_at = time of the answer
column-leader = leader
column-deputy = deputies
column-member = members
column-count = counted number
