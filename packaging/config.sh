#!/bin/sh
# Makes an /etc/cnscd from config/: the same files, but the store, the reports and the mails lie
# under /var/lib/cnscd, because paths in a configuration file are relative to that file.
#
#   packaging/config.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
out=${1:?where to, for example target/package/etc/cnscd}
state=/var/lib/cnscd

rm -rf "$out"
mkdir -p "$out"
cp -R "$here/config/." "$out"

# Each line must be there exactly once: a key that was renamed must not slip through unmoved.
move() {
    [ "$(grep -c "^$1 = \"$2\"" "$out/cnscd.toml")" = "$4" ] || {
        echo "config/cnscd.toml: expected $4 line(s) «$1 = \"$2\"»" >&2
        exit 1
    }
    sed -i "s|^$1 = \"$2\"|$1 = \"$3\"|" "$out/cnscd.toml"
}
move url    'sqlite:\.\./var/cnscd\.db' "sqlite:$state/store/cnscd.db" 1
move folder '\.\./reports'              "$state/reports"               1
move folder '\.\./var/mail'             "$state/mail"                  1
# Keys and passwords lie in the folder that only the daemon's user reads; the examples say so.
sed -i 's|"\.\./secrets/|"keys/|' "$out/cnscd.toml"

if grep -n '^[^#]*"\(sqlite:\)\{0,1\}\.\./' "$out/cnscd.toml" >&2; then
    echo "these paths of config/cnscd.toml leave /etc/cnscd" >&2
    exit 1
fi
find "$out" -type d -exec chmod 0755 {} +
find "$out" -type f -exec chmod 0644 {} +
