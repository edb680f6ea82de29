#!/usr/bin/env python3
"""How fast the whole program is, against the floor (floor.rs) and Python peers (peer.py, peer_polars.py).

    python3 benches/compare.py [--sizes small,medium,large] [--rounds N] [--dirty] [--programs FOLDER] [--gate]

Builds the program as it is released and the floor by the profile of that name, makes the workbooks
(by generate.rs, or with --dirty by dirty.py) in a temporary folder, and runs floor, peers, `cnscd sync` into an empty store and `cnscd sync` of the
same workbook again, in turn, so that a busy moment hits all of them. Floor and peers write the cells of
the program's own report and wait for the disk as often as the program does. Every count is held
against the truth before a time is printed.

Needs /usr/bin/time, the PyPI packages python-calamine, polars, fastexcel and XlsxWriter, and strace to count fsyncs
(without it FSYNCS is taken, and said).
"""

import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import python_calamine

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
FSYNCS = 8
PEERS = {"python-calamine": "peer.py", "polars": "peer_polars.py"}
ROUNDS = {"small": 21, "medium": 9, "large": 3}
# Whole product over the floor, and the largest process in MB.
TARGETS = {"small": (2.0, 24), "medium": (1.25, 60), "large": (1.25, 160)}

SERVICE = """language = "vi"
timezone = "Asia/Ho_Chi_Minh"
campaigns = ["speed.toml"]
[store]
url = "sqlite:state/cnscd.db"
[report]
folder = "reports"
[mail]
transport = "none"
[google]
max_file = "256MiB"
[limits]
max_unpacked = "1GiB"
max_cells = 20000000
max_people = 4000000
memory = "2GiB"
seconds = 60
"""
CAMPAIGN = """name = "speed"
title = "Thành lập Tổ công nghệ số cộng đồng cấp xã"
register = "{register}"
rules = "{rules}"
deadline = 2025-08-15
schedule = "0 7 * * 1-5"
readers = []
[[source]]
name = "bang-do"
location = "{workbook}"
"""


class Programs:
    """The built executables, and what makes the workbooks."""

    def __init__(self, folder, dirty):
        if folder:
            self.floor, generate, self.cnscd = folder / "floor", folder / "generate", folder / "cnscd"
        else:
            generate = self.build()
        self.generate = [sys.executable, HERE / "dirty.py"] if dirty else [generate]

    def build(self):
        subprocess.run(["cargo", "build", "--release", "--locked", "--bin", "cnscd"], cwd=ROOT, check=True)
        command = ["cargo", "bench", "--no-run", "--locked", "--profile=floor", "--message-format=json"]
        for bench in ("floor", "generate"):
            command += ["--bench", bench]
        built = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
        found = {}
        for line in built.splitlines():
            message = json.loads(line)
            if message.get("executable") and "bench" in message["target"]["kind"]:
                found[message["target"]["name"]] = message["executable"]
        self.floor = found["floor"]
        target = subprocess.run(
            ["cargo", "metadata", "--no-deps", "--format-version", "1"], cwd=ROOT, check=True, stdout=subprocess.PIPE
        )
        self.cnscd = pathlib.Path(json.loads(target.stdout)["target_directory"]) / "release" / "cnscd"
        return found["generate"]


class Ground:
    """One size's workbook, its truth, and a folder in which the program runs."""

    def __init__(self, programs, folder, size):
        self.programs, self.folder = programs, folder / size
        subprocess.run([*programs.generate, self.folder, size], check=True)
        self.workbook, self.register = self.folder / f"{size}.xlsx", self.folder / f"{size}.csv"
        self.truth = json.loads((self.folder / f"{size}.json").read_text())
        (self.folder / "cnscd.toml").write_text(SERVICE)
        rules = ROOT / "config" / "rules" / "to-cnscd.toml"
        campaign = CAMPAIGN.format(register=self.register, rules=rules, workbook=self.workbook)
        (self.folder / "speed.toml").write_text(campaign)
        self.cells, self.fsyncs = self.folder / "cells.tsv", FSYNCS

    def sync(self):
        config = self.folder / "cnscd.toml"
        return [self.programs.cnscd, "sync", "--config", config, "--as-of", self.truth["as_of"], "--json"]

    def forget(self):
        for name in ("state", "reports"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def imitated(self, command):
        return [*command, self.workbook, self.register, self.cells, self.folder / "imitated.xlsx", str(self.fsyncs)]

    def prepare(self):
        """Takes the cells to be written, and the number of fsyncs, from a run of the program."""
        self.forget()
        result, *_ = measure(self.sync(), self.folder)
        copy_cells(result["report"]["path"], self.cells)
        if not shutil.which("strace"):
            print(f"no strace: {FSYNCS} fsyncs are taken instead of counted", file=sys.stderr)
            return
        self.forget()
        trace = self.folder / "strace.txt"
        command = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", trace, *self.sync()]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        lines = trace.read_text().splitlines()
        self.fsyncs = sum("sync(" in line for line in lines)

    def check(self, who, counts):
        wrong = {key: (value, self.truth[key]) for key, value in counts.items() if self.truth.get(key, value) != value}
        if wrong:
            sys.exit(f"{who} counts (own, true) {wrong}: its time means nothing")


def copy_cells(report, cells):
    """The values of a workbook as floor.rs and the peers read them."""
    book = python_calamine.CalamineWorkbook.from_path(report)
    with open(cells, "w", encoding="utf-8", newline="\n") as file:
        for title in book.sheet_names:
            file.write(f"tab\t{title}\n")
            rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value == "":
                        continue
                    kind = "n" if isinstance(value, (int, float)) and not isinstance(value, bool) else "s"
                    text = str(value).replace("\t", " ").replace("\r", "").replace("\n", "\\n")
                    file.write(f"{number}\t{column}\t{kind}\t{text}\n")


def measure(command, folder):
    """The JSON a command prints, its seconds (by the clock, of processors), and the MB of its largest process."""
    usage = folder / "usage.txt"
    # Started by /usr/bin/time, because a child of this process would be charged for its memory.
    timed = ["/usr/bin/time", "-q", "-f", "%M %U %S", "-o", usage, *command]
    start = time.perf_counter()
    done = subprocess.run(timed, stdout=subprocess.PIPE, check=False)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{command[0]} ended with {done.returncode}: {done.stdout.decode()}")
    kilobytes, *busy = usage.read_text().split()
    return json.loads(done.stdout), seconds, sum(map(float, busy)), int(kilobytes) / 1024


def compare(programs, folder, size, rounds):
    """Medians of one size: name to (seconds, processor seconds, MB)."""
    ground = Ground(programs, folder, size)
    ground.prepare()
    others = {"floor": [programs.floor]} | {who: [sys.executable, HERE / script] for who, script in PEERS.items()}
    runs = {who: [] for who in [*others, "cnscd", "cnscd, unchanged"]}
    for _ in range(rounds):
        for who, command in others.items():
            counts, *cost = measure(ground.imitated(command), ground.folder)
            ground.check(who, counts)
            runs[who].append(cost)
        ground.forget()
        for who, outcome in (("cnscd", "stored"), ("cnscd, unchanged", "unchanged")):
            result, *cost = measure(ground.sync(), ground.folder)
            ground.check(who, result["progress"])
            if result["outcome"] != outcome:
                sys.exit(f"{who}: outcome {result['outcome']}")
            runs[who].append(cost)
    print(f"{size}: {ground.truth['members']} rows, {rounds} rounds, {ground.fsyncs} fsyncs", file=sys.stderr)
    return {who: tuple(statistics.median(column) for column in zip(*costs)) for who, costs in runs.items()}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", default=",".join(ROUNDS), help="of small, medium, large")
    arguments.add_argument("--rounds", type=int, help=f"of each size (default {ROUNDS})")
    arguments.add_argument("--dirty", action="store_true", help="workbooks as dirty as real ones (dirty.py)")
    arguments.add_argument("--programs", type=pathlib.Path, help="cnscd, floor and generate stand here, built")
    arguments.add_argument("--gate", action="store_true", help="exit with 1 where a target is missed")
    chosen = arguments.parse_args()

    programs = Programs(chosen.programs, chosen.dirty)
    missed = []
    print("| size | who | median s | ratio to floor | processor s | peak MB |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for size in chosen.sizes.split(","):
            medians = compare(programs, pathlib.Path(folder), size, chosen.rounds or ROUNDS[size])
            floor = medians["floor"][0]
            for who, (seconds, busy, memory) in medians.items():
                print(f"| {size} | {who} | {seconds:.4f} | {seconds / floor:.2f} | {busy:.2f} | {memory:.1f} |", flush=True)
            ratio, memory = TARGETS[size]
            seconds, _, used = medians["cnscd"]
            if seconds > ratio * floor:
                missed.append(f"{size}: {seconds / floor:.2f} of the floor, the target is {ratio}")
            missed += [f"{size}: behind {peer}" for peer in PEERS if seconds > medians[peer][0]]
            if used > memory:
                missed.append(f"{size}: {used:.0f} MB, the target is {memory}")
    print("\n".join(["", *missed]) if missed else "\nevery target is met")
    return 1 if missed and chosen.gate else 0


if __name__ == "__main__":
    sys.exit(main())
