# Sentences of config

register-line-unreadable = the line cannot be read ({ $reason })
register-line-incomplete = the line lacks the code or the name of the unit
register-code-twice = code { $code } stands twice
register-name-twice = { $name } stands twice
register-empty = the register has no commune
register-alias-unknown-code = “{ $spelling }”: the register has no commune with code { $code }
register-alias-of-another = “{ $spelling }” is the very name of { $name } (code { $code }) and cannot mean another commune

schedule-fields = a schedule has 5 fields (minute hour day month weekday), here are { $found }
schedule-minute = the minute cannot be “{ $text }” (0 to 59, *, */15, 0,30)
schedule-hour = the hour cannot be “{ $text }” (0 to 23, *, */6, 7-17)
schedule-day = the day of the month cannot be “{ $text }” (1 to 31, *)
schedule-month = the month cannot be “{ $text }” (1 to 12, jan to dec, *)
schedule-weekday = the weekday cannot be “{ $text }” (0 or 7 is Sunday, 1 to 6 Monday to Saturday, mon-fri, *)
schedule-nickname = “{ $text }” is not known (use @hourly, @daily, @weekly, @monthly, @yearly or @every 30s)
schedule-never = the days of the schedule never come (such as 30 February)
