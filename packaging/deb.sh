#!/bin/sh
# Builds the Debian package: binary, man page, completions, configuration, guide, unit.
#
#   packaging/deb.sh [ready-binary]     prints the path of the .deb
#
# Needs cargo-deb (cargo install --locked cargo-deb) and dpkg-dev. The man page and the completions
# are what the packaged binary itself says of its command line, so they cannot be out of date.
set -eu
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
# Cargo.toml names the assets by this fixed place.
stage=target/package

if [ $# -gt 0 ]; then
    binary=$1
else
    cargo build --release --locked --bin cnscd >&2
    binary=$target/release/cnscd
fi

rm -rf "$stage"
mkdir -p "$stage/completions"
install -m 0755 "$binary" "$stage/cnscd"
"$stage/cnscd" man | gzip -9n > "$stage/cnscd.1.gz"
"$stage/cnscd" completions bash > "$stage/completions/cnscd"
"$stage/cnscd" completions zsh  > "$stage/completions/_cnscd"
"$stage/cnscd" completions fish > "$stage/completions/cnscd.fish"
packaging/config.sh "$stage/etc/cnscd"
packaging/notices.py | gzip -9n > "$stage/third-party-licences.txt.gz"

# What is packaged must be sound: a broken configuration would greet every newcomer.
"$stage/cnscd" config check --config "$stage/etc/cnscd/cnscd.toml" >&2

cargo deb --no-build --locked
