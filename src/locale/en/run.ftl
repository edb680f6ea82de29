# Runs: stages, counts, asking for one and cancelling it.
run-stage-pull = pulling the sources
run-stage-read = reading the sheet
run-stage-judge = judging every commune
run-stage-report = laying out the report
run-stage-store = storing
run-stage-mail = sending mails
run-count-requests = requests made: { $number }
run-count-bytes = bytes pulled: { $number }
run-count-submissions = communes in the sheet: { $number }
run-count-findings = findings: { $number }
run-count-mails = mails queued: { $number }
run-cancelled = run { $run } ended because somebody asked for it; nothing was stored after that
run-cancelled-next = run again if needed: “cnscd sync”
run-begun = run { $run } is another process's
run-begun-next = nothing to do; see “cnscd runs”
