# Sentences of config

register-line-unreadable = the line cannot be read ({ $reason })
register-line-incomplete = the line lacks the code or the name of the unit
register-code-twice = code { $code } stands twice
register-name-twice = { $name } stands twice
register-empty = the register has no commune
register-alias-unknown-code = “{ $spelling }”: the register has no commune with code { $code }
register-alias-of-another = “{ $spelling }” is the very name of { $name } (code { $code }) and cannot mean another commune
