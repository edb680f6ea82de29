#!/usr/bin/env python3
"""How fast the operators' page is, and what it costs, beside a peer (page_peer.py).

    python3 benches/page.py --cnscd target/release/cnscd [--generate PROGRAM] [--requests N] [--readers N]

Serves a campaign of 96 communes and one of 3,321, each of invented people, by `cnscd run` and by the
peer, and prints a Markdown table: the first byte of `/` on a connection of its own (median and 95th
percentile), alone and with readers at once while `cnscd` syncs a workbook that it has not read before,
and the memory of the serving process after that. The peer's page has the same numbers, tiles and
names in plainer markup; it syncs nothing meanwhile.

Needs the PyPI packages fastapi, uvicorn and jinja2. Without --generate the generator of workbooks is
built by cargo. Readers and servers share the machine: compare, and take no figure for a promise.
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
SIZES = {"small": 96, "medium": 3321}
# First byte in milliseconds alone, and memory in MiB; the rest is told and not judged.
GOALS = {"small": (50, 64), "medium": (200, None)}

SERVICE = """campaigns = ["c.toml"]
[store]
url = "sqlite:var/cnscd.db"
[report]
folder = "reports"
[mail]
transport = "none"
[web]
listen = "127.0.0.1:{port}"
"""
CAMPAIGN = """name = "c"
title = "Thành lập Tổ công nghệ số cộng đồng cấp xã"
register = "{size}.csv"
rules = "{rules}"
deadline = 2025-08-15
readers = []
[[source]]
name = "s"
location = "now.xlsx"
"""


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def first_byte(port, cookie):
    """Seconds from before the connection to the first byte of `/`, and the whole answer."""
    request = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    start = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as stream:
        stream.sendall(request.encode())
        answer = [stream.recv(1)]
        seconds = time.perf_counter() - start
        while piece := stream.recv(1 << 16):
            answer.append(piece)
    answer = b"".join(answer)
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(answer[:200])
    return seconds, answer


def wait_for(port):
    for _ in range(400):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit("the page is not served")


class Server:
    """A serving process."""

    def __init__(self, port, command, folder):
        self.port = port
        log = open(folder / "log", "ab")
        self.process = subprocess.Popen([*map(str, command)], cwd=folder, stdout=log, stderr=log)
        wait_for(port)

    def memory(self):
        """MiB that the process holds."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Cnscd(Server):
    """The program, with its campaign stored once."""

    def __init__(self, program, folder, size):
        self.program, self.folder = program, folder
        port = free_port()
        rules = ROOT / "config" / "rules" / "to-cnscd.toml"
        (folder / "cnscd.toml").write_text(SERVICE.format(port=port))
        (folder / "c.toml").write_text(CAMPAIGN.format(size=size, rules=rules))
        shutil.copy(folder / f"{size}.xlsx", folder / "now.xlsx")
        self.told("sync")
        self.password = self.told("user", "add", "an", "--role", "operator", "--generate")["password"]
        self.token = self.told("token", "add", "bench", "--scope", "sync")["token"]
        super().__init__(port, [program, "run", "--config", folder / "cnscd.toml"], folder)
        self.cookie = self.sign_in()

    def told(self, *arguments):
        command = [self.program, *arguments, "--config", self.folder / "cnscd.toml", "--json"]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)

    def sign_in(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", "/login")
        form = connection.getresponse()
        forgery = re.search(r'name="forgery" value="([^"]+)"', form.read().decode())[1]
        body = urllib.parse.urlencode({"name": "an", "password": self.password, "forgery": forgery})
        headers = {"Cookie": form.getheader("Set-Cookie").split(";")[0]}
        connection.request("POST", "/login", body, headers)
        answer = connection.getresponse()
        cookies = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        return next(cookie for cookie in cookies if cookie.startswith("cnscd="))

    def sync(self, workbook):
        """Has a workbook read that was not read before, and waits for the end."""
        shutil.copy(workbook, self.folder / "next.xlsx")
        os.replace(self.folder / "next.xlsx", self.folder / "now.xlsx")
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection.request("POST", "/api/v1/sync", json.dumps({"campaign": "c"}), headers)
        run = json.loads(connection.getresponse().read())["run"]
        connection.request("GET", f"/api/v1/runs/{run}/events", headers=headers)
        told = connection.getresponse().read().decode()
        if "event: done" not in told:
            sys.exit(f"the sync did not end: {told}")


def peer(folder, size, cnscd):
    """The peer with the communes that the program shows."""
    communes = cnscd.told("check", folder / f"{size}.xlsx", "--campaign", "c")["communes"]
    (folder / "communes.json").write_text(json.dumps(communes))
    port = free_port()
    command = [sys.executable, HERE / "page_peer.py", folder / "communes.json", folder / f"{size}.csv", port]
    server = Server(port, command, folder)
    server.cookie = "session=1"
    return server


def alone(server, requests):
    for _ in range(5):
        first_byte(server.port, server.cookie)
    return [first_byte(server.port, server.cookie)[0] for _ in range(requests)]


def together(server, readers, meanwhile):
    """First bytes that many readers see at once, for as long as something goes on."""
    ended, seen, faults = threading.Event(), [], []

    def read():
        while not ended.is_set():
            try:
                seen.append(first_byte(server.port, server.cookie)[0])
            except (OSError, RuntimeError) as fault:
                faults.append(fault)

    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    meanwhile()
    time.sleep(1)
    ended.set()
    for thread in threads:
        thread.join()
    if faults:
        sys.exit(f"{len(faults)} readers were turned away: {faults[0]}")
    return seen


def told(seconds):
    milliseconds = sorted(one * 1000 for one in seconds)
    return statistics.median(milliseconds), milliseconds[int(len(milliseconds) * 0.95)]


def compare(chosen, folder, size):
    """The rows of one size, and what missed its goal."""
    for layout in ([], ["repeated"]):
        subprocess.run([chosen.generate, folder, size, *layout], check=True)
        if not layout:
            shutil.copy(folder / f"{size}.xlsx", folder / "merged.xlsx")
    shutil.move(folder / f"{size}.xlsx", folder / "repeated.xlsx")
    shutil.copy(folder / "merged.xlsx", folder / f"{size}.xlsx")
    cnscd = Cnscd(chosen.cnscd.resolve(), folder, size)
    other = peer(folder, size, cnscd)
    missed = []
    rows = {}
    for who, server in (("cnscd", cnscd), ("FastAPI", other)):
        length = len(first_byte(server.port, server.cookie)[1])
        rows[who] = [length / 1024, *told(alone(server, chosen.requests))]
    for who, server, meanwhile in (
        ("cnscd", cnscd, lambda: cnscd.sync(folder / "repeated.xlsx")),
        ("FastAPI", other, lambda: time.sleep(2)),
    ):
        seen = together(server, chosen.readers, meanwhile)
        rows[who] += [*told(seen), server.memory()]
        server.stop()
    first, memory = GOALS[size]
    if rows["cnscd"][1] > first:
        missed.append(f"{size}: first byte after {rows['cnscd'][1]:.1f} ms, the goal is {first}")
    if memory and rows["cnscd"][-1] > memory:
        missed.append(f"{size}: {rows['cnscd'][-1]:.0f} MiB, the goal is {memory}")
    return rows, missed


def build_generator():
    command = ["cargo", "bench", "--no-run", "--locked", "--profile=dev", "--bench=generate", "--message-format=json"]
    built = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    messages = [json.loads(line) for line in built.splitlines()]
    return next(one["executable"] for one in messages if one.get("executable") and "bench" in one["target"]["kind"])


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cnscd", type=pathlib.Path, default=ROOT / "target" / "release" / "cnscd")
    arguments.add_argument("--generate", help="the built benches/generate.rs")
    arguments.add_argument("--requests", type=int, default=200)
    arguments.add_argument("--readers", type=int, default=50)
    arguments.add_argument("--gate", action="store_true", help="exit with 1 where a goal is missed")
    chosen = arguments.parse_args()
    chosen.generate = chosen.generate or build_generator()
    missed = []
    print("| communes | who | page KiB | first byte ms | p95 ms | "
          f"{chosen.readers} readers ms | p95 ms | RSS MiB |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size, communes in SIZES.items():
        with tempfile.TemporaryDirectory() as folder:
            rows, short = compare(chosen, pathlib.Path(folder), size)
        missed += short
        for who, values in rows.items():
            cells = " | ".join(f"{value:.1f}" for value in values)
            print(f"| {communes} | {who} | {cells} |", flush=True)
    print("\n".join(["", *missed]) if missed else "\nevery goal is met")
    return 1 if missed and chosen.gate else 0


if __name__ == "__main__":
    sys.exit(main())
