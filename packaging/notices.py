#!/usr/bin/env python3
"""Prints the licence texts of every crate that is linked into the binary.

Their licences ask that the notices go along with the program. Texts are taken from the crates as
cargo unpacked them; a crate that ships no text is named with its licence expression.
"""

import json
import pathlib
import subprocess
import sys

TARGET = "x86_64-unknown-linux-gnu"
NAMES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "COPYRIGHT", "UNLICENSE")


def linked(metadata):
    """Package ids reached from the root by normal dependencies, build and test ones left out."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    reached, waiting = set(), [metadata["resolve"]["root"]]
    while waiting:
        package = waiting.pop()
        if package in reached:
            continue
        reached.add(package)
        for dependency in nodes[package]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                waiting.append(dependency["pkg"])
    return reached - {metadata["resolve"]["root"]}


def texts(package):
    folder = pathlib.Path(package["manifest_path"]).parent
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name.upper().startswith(NAMES))
    for file in files:
        yield file.name, file.read_text(encoding="utf-8", errors="replace").strip()


def main():
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", TARGET]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    holders = {}
    for package in sorted((packages[one] for one in linked(metadata)), key=lambda one: one["name"]):
        title = f"{package['name']} {package['version']} ({package['license'] or 'see its text'})"
        found = list(texts(package)) or [("", "This crate ships no licence text.")]
        for name, text in found:
            holders.setdefault(text, []).append(f"{title} {name}".rstrip())
    for text, titles in holders.items():
        sys.stdout.write("\n".join(titles) + "\n\n" + text + "\n\n" + "-" * 80 + "\n\n")


if __name__ == "__main__":
    main()
