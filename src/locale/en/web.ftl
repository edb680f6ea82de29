# The operators' page: accounts, tokens, links that sign in.

access-account-known = there is an account “{ $name }” already
access-account-known-next = choose another name, or change the password: cnscd user password { $name }
access-account-unknown = there is no account “{ $name }”
access-account-unknown-next = see the accounts: cnscd user list
access-name = “{ $name }” cannot be a name
access-name-next = use letters, digits and . _ @ - (64 characters at most, no spaces)
access-password-short = a password has { $least } to 256 characters
access-password-short-next = choose a sentence you remember, or add --generate to have one made
access-password-poor = this password is easily guessed
access-password-poor-next = choose a sentence you remember, or add --generate to have one made
access-passwords-differ = the two passwords typed differ
access-passwords-differ-next = run the command again and type the same password twice
access-password-unreadable = no password could be read: { $error }
access-password-unreadable-next = type it on a terminal, pass it on standard input, or add --generate
access-token-known = there is a token “{ $name }” already
access-token-known-next = choose another name, or remove the old one first: cnscd token remove { $name }
access-token-unknown = there is no token “{ $name }”
access-token-unknown-next = see the tokens: cnscd token list
access-no-page = the configuration serves no operators' page
access-no-page-next = set listen = "127.0.0.1:8480" under [web] of cnscd.toml, then run: cnscd run

access-role-viewer = viewer
access-role-operator = operator
access-user-added = Account “{ $user }” ({ $role }) was added.
access-password-changed = The password of account “{ $user }” was changed; its open sessions have ended.
access-password-shown = Password (shown once): { $password }
access-password-ask = Password
access-password-again = Password again
access-user-removed = Account “{ $name }” was removed; its open sessions have ended.
access-no-users = There is no account yet. Add one: cnscd user add NAME --role operator
access-column-user = Account
access-column-role = Role
access-column-changed = Password set
access-token-added = Token “{ $name }” ({ $scope }) was made; it is shown once:
  { $token }
access-token-removed = Token “{ $name }” was removed.
access-no-tokens = There is no token yet. Make one: cnscd token add NAME --scope read
access-column-token = Token
access-column-scope = Scope
access-column-personal = With phones
access-column-made = Made
access-column-used = Last used
access-link-made = Open the link above in a browser while cnscd run is running: it signs in once as “{ $name }”, until { $until }.
