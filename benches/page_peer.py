#!/usr/bin/env python3
"""The page of figures as one would write it in Python: FastAPI, Jinja2, SQLite.

page_peer.py COMMUNES REGISTER PORT     (pip install fastapi uvicorn jinja2)
COMMUNES is `communes` of `cnscd check --json`, REGISTER the campaign's csv. Each request looks up its
session, asks the database for counts and communes, and renders: sentence, figures, groups, a tile for
each commune, and who owes. Nothing is kept from one request to the next.
"""

import csv
import json
import sqlite3
import sys

import jinja2
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse

PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>cnscd</title></head><body><main>
<p class="headline">{{ counts.issued }}/{{ counts.communes }} xã, phường, đặc khu đã ban hành ({{ share }}%)</p>
<ul class="figures">{% for name, value in counts.items() %}
<li><a href="/communes?status={{ name }}"><span class="value">{{ value }}</span> {{ name }}</a></li>{% endfor %}</ul>
<table>{% for group in groups %}<tr><th>{{ group[0] }}</th>{% for value in group[1:] %}<td class="num">{{ value }}</td>
{% endfor %}</tr>{% endfor %}</table>
{% for province, districts in provinces.items() %}<h3>{{ province }}</h3>
{% for district, communes in districts.items() %}<div class="district"><h4>{{ district }}</h4><ul class="tiles">
{% for one in communes %}<li><a class="tile s-{{ one.status }}" href="/communes/{{ one.code }}">
<svg viewBox="0 0 20 20" aria-hidden="true"><rect width="20" height="20"/>{% if one.on_time == 0 %}
<path class="hatch" d="M-2 7L7-2M-2 17L17-2M3 22L22 3M13 22L22 13"/>{% endif %}</svg>
<span class="tip">{{ one.name }}: {{ one.status }}</span></a></li>{% endfor %}</ul></div>{% endfor %}{% endfor %}
{% for status, communes in owing.items() %}<h3>{{ status }} ({{ communes|length }})</h3><ul class="names">
{% for one in communes[:100] %}<li><a href="/communes/{{ one.code }}">{{ one.name }}</a></li>{% endfor %}</ul>
{% endfor %}</main></body></html>"""
STATUSES = ("issued", "incomplete", "not_issued", "not_reported")
TEMPLATE = jinja2.Environment(autoescape=True).from_string(PAGE)
app = FastAPI()


def store(communes, register):
    database = sqlite3.connect("peer.db", check_same_thread=False)
    database.row_factory = sqlite3.Row
    database.executescript(
        """DROP TABLE IF EXISTS commune; DROP TABLE IF EXISTS session;
        CREATE TABLE commune (code TEXT PRIMARY KEY, name TEXT, kind TEXT, province TEXT, district TEXT,
                              status TEXT, on_time INTEGER);
        CREATE TABLE session (id TEXT PRIMARY KEY, name TEXT); INSERT INTO session VALUES ('1', 'an');"""
    )
    with open(register, encoding="utf-8", newline="") as file:
        places = {row["code"]: row for row in csv.DictReader(file)}
    with open(communes, encoding="utf-8") as file:
        for one in json.load(file):
            place = places[one["code"]]
            values = [one["code"], one["name"], place["kind"], place.get("former_province") or place.get("province")]
            values += [place.get("former_district"), one["status"], one["on_time"]]
            database.execute("INSERT INTO commune VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    database.commit()
    return database


@app.get("/", response_class=HTMLResponse)
def overview(request: Request):
    database = app.state.database
    session = database.execute("SELECT name FROM session WHERE id = ?", [request.cookies.get("session")]).fetchone()
    if not session:
        return RedirectResponse("/login", 303)
    sums = ", ".join(f"sum(status = '{status}') AS {status}" for status in STATUSES)
    counted = f"count(*) AS communes, {sums}, sum(on_time = 1) AS on_time, sum(on_time = 0) AS late FROM commune"
    counts = dict(database.execute(f"SELECT {counted}").fetchone())
    groups = []
    for by in ("kind", "province"):
        groups += [tuple(row) for row in database.execute(f"SELECT {by}, {counted} GROUP BY {by}")]
    provinces, owing = {}, {}
    for one in database.execute("SELECT * FROM commune ORDER BY rowid").fetchall():
        provinces.setdefault(one["province"], {}).setdefault(one["district"], []).append(one)
        if one["status"] != "issued":
            owing.setdefault(one["status"], []).append(one)
    share = round(100 * counts["issued"] / counts["communes"], 1)
    return TEMPLATE.render(counts=counts, share=share, groups=groups, provinces=provinces, owing=owing)


if __name__ == "__main__":
    app.state.database = store(sys.argv[1], sys.argv[2])
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[3]), log_level="warning")
