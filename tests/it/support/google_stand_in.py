"""A local stand-in for the Google services that the program reads.

Serves one workbook as a native sheet (Sheets API v4), as an Office file (Drive API v3) and by its
public link, with a token endpoint that checks signatures; and one more native sheet, empty at
first, that may be written to. Every answer is checked against Google's
own discovery documents, which google-api-python-client ships: an answer that they do not allow is
replaced by a 500 that says so, and counted.

Faults are switched on by route over /__control. Knows nothing of the program under test.

    google_stand_in.py WORKBOOK FOLDER      writes key.json and ca.pem into FOLDER, prints its ports
"""

import base64
import datetime
import gzip
import hashlib
import io
import ipaddress
import json
import os
import re
import socket
import socketserver
import ssl
import struct
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import googleapiclient
import openpyxl
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from openpyxl.utils.datetime import to_excel

ACCOUNT = "may-doc@du-an-thu.iam.gserviceaccount.com"
NATIVE = "1NativeSheetIdOfFortyFourCharacters012345678"
OFFICE = "1OfficeFileIdOf33Characters012345"
SHORTCUT = "1ShortcutIdOf33CharactersAbc01234"
PUBLISHED = "2PACX-1vPublished0123456789"
RESULTS = "1ResultsSheetIdOfFortyFourCharacters01234567"
WRITING = "https://www.googleapis.com/auth/spreadsheets"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "application/vnd.google-apps.spreadsheet"


# --- what Google says ---------------------------------------------------------------------------

def api_error(code, message, status, reason=None, domain="global", details=None):
    error = {"code": code, "message": message}
    if reason:
        error["errors"] = [{"message": message, "domain": domain, "reason": reason}]
    error["status"] = status
    if details:
        error["details"] = details
    return code, "application/json; charset=UTF-8", json.dumps({"error": error}, indent=2)


def drive_error(code, message, reason, domain="global", **more):
    entry = {"message": message, "domain": domain, "reason": reason, **more}
    body = {"error": {"code": code, "message": message, "errors": [entry]}}
    return code, "application/json; charset=UTF-8", json.dumps(body, indent=1)


def info(reason, domain="googleapis.com", **metadata):
    return {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": domain,
            "metadata": metadata}


def page(code, title, text):
    html = f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{title}</title></head><body>{text}</body></html>"
    return code, "text/html; charset=utf-8", html


DISABLED = ("{api} has not been used in project 123456789012 before or it is disabled. Enable it by visiting "
            "https://console.developers.google.com/apis/api/{host}/overview?project=123456789012 then retry. If you "
            "enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.")
SORRY = ("We're sorry... ... but your computer or network may be sending automated queries. To protect our users, we "
         "can't process your request right now.")
SIGN_IN = ('<form action="https://accounts.google.com/v3/signin/identifier" method="post"><input type="email" '
           'id="identifierId" name="identifier"></form>')

SAID = {
    # Sheets
    "not-an-office-file": api_error(400, "This operation is not supported for this document", "FAILED_PRECONDITION",
                                    "failedPrecondition"),
    "permission-denied": api_error(403, "The caller does not have permission", "PERMISSION_DENIED", "forbidden"),
    "entity-not-found": api_error(404, "Requested entity was not found.", "NOT_FOUND", "notFound"),
    "sheets-unknown": api_error(404, "Requested entity was not found.", "NOT_FOUND"),
    "sheets-disabled": api_error(403, DISABLED.format(api="Google Sheets API", host="sheets.googleapis.com"),
                                 "PERMISSION_DENIED", details=[info("SERVICE_DISABLED", service="sheets.googleapis.com",
                                                                   consumer="projects/123456789012")]),
    "scope-insufficient": api_error(403, "Request had insufficient authentication scopes.", "PERMISSION_DENIED",
                                    details=[info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", service="sheets.googleapis.com")]),
    "quota": api_error(429, "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per "
                            "user' of service 'sheets.googleapis.com' for consumer 'project_number:123456789012'.",
                       "RESOURCE_EXHAUSTED", details=[info("RATE_LIMIT_EXCEEDED", service="sheets.googleapis.com")]),
    "unauthenticated": api_error(401, "Request had invalid authentication credentials. Expected OAuth 2 access token, "
                                      "login cookie or other valid authentication credential. See "
                                      "https://developers.google.com/identity/sign-in/web/devconsole-project.",
                                 "UNAUTHENTICATED", "authError"),
    "internal": api_error(500, "Internal error encountered.", "INTERNAL", "backendError"),
    "write-quota": api_error(429, "Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute "
                                  "per user' of service 'sheets.googleapis.com' for consumer 'project_number:123456789012'.",
                             "RESOURCE_EXHAUSTED", details=[info("RATE_LIMIT_EXCEEDED", service="sheets.googleapis.com")]),
    "protected": api_error(400, "Invalid requests[0].addProtectedRange: You are trying to edit a protected cell or object. "
                                "Please contact the spreadsheet owner to remove protection if you need to edit.",
                           "INVALID_ARGUMENT"),
    "unavailable": api_error(503, "The service is currently unavailable.", "UNAVAILABLE", "backendError"),
    "deadline": api_error(504, "The request timed out.", "DEADLINE_EXCEEDED"),
    # Drive
    "drive-not-found": drive_error(404, "File not found: {id}.", "notFound", locationType="parameter", location="fileId"),
    "drive-disabled": drive_error(403, DISABLED.format(api="Google Drive API", host="drive.googleapis.com"),
                                  "accessNotConfigured", "usageLimits"),
    "drive-rate": drive_error(403, "User Rate Limit Exceeded. Rate of requests for user exceed configured project quota.",
                              "userRateLimitExceeded", "usageLimits"),
    "drive-daily": drive_error(403, "Daily Limit Exceeded.", "dailyLimitExceeded", "usageLimits"),
    "not-downloadable": drive_error(403, "Only files with binary content can be downloaded. Use Export with Docs "
                                         "Editors files.", "fileNotDownloadable", locationType="parameter", location="alt"),
    "cannot-download": drive_error(403, "This file cannot be downloaded by the user.", "cannotDownloadFile"),
    "abusive": drive_error(403, "This file has been identified as malware or spam and cannot be downloaded.",
                           "cannotDownloadAbusiveFile"),
    "export-too-large": drive_error(403, "This file is too large to be exported.", "exportSizeLimitExceeded"),
    # tokens
    "clock": (400, "application/json", json.dumps({
        "error": "invalid_grant", "error_description": "Invalid JWT: Token must be a short-lived token (60 minutes) and "
        "in a reasonable timeframe. Check your iat and exp values in the JWT claim."})),
    "signature": (400, "application/json", json.dumps(
        {"error": "invalid_grant", "error_description": "Invalid JWT Signature."})),
    "account-gone": (400, "application/json", json.dumps(
        {"error": "invalid_grant", "error_description": "Invalid grant: account not found"})),
    "client-refused": (401, "application/json", json.dumps(
        {"error": "invalid_client", "error_description": "The OAuth client was disabled."})),
    "token-trouble": (503, "application/json", json.dumps(
        {"error": "internal_failure", "error_description": "Backend Error"})),
    # no token and no error that RFC 6749 knows; Google's own gateways answer so
    "token-object": (503, "application/json", '{"error": {"code": 503, "status": "UNAVAILABLE"}}'),
    "token-lacks": (200, "application/json", '{"token_type": "Bearer"}'),
    "token-empty": (200, "application/json", '{"access_token": "", "expires_in": 3599, "token_type": "Bearer"}'),
    # pages
    "html-502": page(502, "Error 502 (Server Error)!!1", "<b>502.</b> <ins>That's an error.</ins> The server encountered a "
                     "temporary error and could not complete your request.<p>Please try again in 30 seconds."),
    "html-503": page(503, "Error 503 (Service Unavailable)", "<b>503.</b>"),
    "html-404": page(404, "Error 404 (Not Found)!!1", "<b>404.</b> <ins>That's an error.</ins>"),
    "html-403": page(403, "Google Drive: Access Denied", "You need access"),
    "quota-page": page(429, "Sorry...", SORRY),
    "quota-page-200": page(200, "Sorry...", SORRY),
    "captive-portal": page(200, "Chào mừng đến với Wi-Fi", "<form action=/login><input name=phone></form>"),
    "proxy-page": page(403, "Trang bị chặn", "Blocked by policy"),
    "sign-in-page": page(200, "Google Trang tính: Đăng nhập", SIGN_IN),
    "sign-in-401": page(401, "Google Trang tính: Đăng nhập", SIGN_IN),
    "a-tab-is-missing": (200, "application/json", '{"sheets":[{"properties":{"sheetId":99,"title":"x"}}]}'),
    "no-json": (200, "application/json", "{\"spreadsheetId\": "),
    "empty-json": (200, "application/json", "{}"),
    "empty": (200, XLSX, ""),
    "text-404": (404, "text/plain", "not here"),
}
GO = {
    "sign-in-redirect": (302, "https://accounts.google.com/ServiceLogin?service=wise&passive=1209600&continue=x"),
    "sorry-redirect": (302, "https://www.google.com/sorry/index?continue=x"),
    "portal-redirect": (302, "http://wifi.example.vn/login?url=x"),
    "endless-redirect": (307, None),
}


# --- discovery documents ------------------------------------------------------------------------

def discovery(name):
    folder = os.path.join(os.path.dirname(googleapiclient.__file__), "discovery_cache", "documents")
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return json.load(file)


SHEETS = discovery("sheets.v4.json")
DRIVE = discovery("drive.v3.json")


def faults_of(document, schema, value, path="$"):
    """What the schema does not allow about a value, as a list of sentences."""
    if "$ref" in schema:
        schema = document["schemas"][schema["$ref"]]
    kind = schema.get("type")
    if kind == "object":
        if not isinstance(value, dict):
            return [f"{path}: no object"]
        known = schema.get("properties", {})
        rest = schema.get("additionalProperties")
        told = []
        for name, inner in value.items():
            if name in known:
                told += faults_of(document, known[name], inner, f"{path}.{name}")
            elif rest:
                told += faults_of(document, rest, inner, f"{path}.{name}")
            else:
                told.append(f"{path}.{name}: unknown")
        return told
    if kind == "array":
        if not isinstance(value, list):
            return [f"{path}: no array"]
        return [told for place, inner in enumerate(value)
                for told in faults_of(document, schema["items"], inner, f"{path}[{place}]")]
    fits = {"string": lambda v: isinstance(v, str),
            "boolean": lambda v: isinstance(v, bool),
            "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
            "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
            "any": lambda v: True}
    if not fits[kind](value):
        return [f"{path}: {value!r} is no {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{path}: {value!r} is none of the enumeration"]
    return []


def parse_mask(text):
    """`a,b(c,d/e)` to {a: None, b: {c: None, d: {e: None}}}; None is the whole field."""
    text = text.strip()
    place = 0

    def level():
        nonlocal place
        fields = {}
        while place < len(text):
            match = re.compile(r"[A-Za-z0-9_*/]+").match(text, place)
            if not match:
                raise ValueError(f"mask at {place}")
            place = match.end()
            parts = match.group().split("/")
            inner = None
            if place < len(text) and text[place] == "(":
                place += 1
                inner = level()
                if text[place:place + 1] != ")":
                    raise ValueError("mask is not closed")
                place += 1
            for part in reversed(parts[1:]):
                inner = {part: inner}
            known = fields.get(parts[0], {})
            fields[parts[0]] = None if inner is None or known is None else {**known, **inner}
            if text[place:place + 1] != ",":
                break
            place += 1
        return fields

    fields = level()
    if place != len(text):
        raise ValueError("mask goes on")
    return fields


def check_mask(document, schema, mask):
    """Google refuses a mask that names a field which the schema has not."""
    if mask is None or "*" in mask:
        return
    while "$ref" in schema or schema.get("type") == "array":
        schema = document["schemas"][schema["$ref"]] if "$ref" in schema else schema["items"]
    for name, inner in mask.items():
        if name not in schema.get("properties", {}):
            raise ValueError(f"no field {name}")
        check_mask(document, schema["properties"][name], inner)


def masked(value, mask):
    if mask is None or "*" in mask:
        return value
    if isinstance(value, list):
        return [masked(inner, mask) for inner in value]
    if isinstance(value, dict):
        return {name: masked(inner, mask[name]) for name, inner in value.items() if name in mask}
    return value


# --- the workbook as the Sheets API gives it ----------------------------------------------------

ERRORS = {"#NULL!": "NULL_VALUE", "#DIV/0!": "DIVIDE_BY_ZERO", "#VALUE!": "VALUE", "#REF!": "REF",
          "#NAME?": "NAME", "#NUM!": "NUM", "#N/A": "N_A"}
GIDS = [0, 1733508219, 884412, 5001, 5002, 5003, 5004, 5005, 5006, 5007]


class Sheet:
    """One workbook, read once."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.bytes = file.read()
        book = openpyxl.load_workbook(io.BytesIO(self.bytes), data_only=True, rich_text=False)
        self.sheets = [self.sheet(place, sheet) for place, sheet in enumerate(book.worksheets)]

    def sheet(self, place, sheet):
        gid = GIDS[place]
        rows = [self.row(row) for row in sheet.iter_rows()]
        while rows and not rows[-1]:
            rows.pop()
        hidden = [{"pixelSize": 21, **({"hiddenByUser": True} if sheet.row_dimensions[n + 1].hidden else {})}
                  for n in range(len(rows))]
        merges = [{"sheetId": gid, "startRowIndex": r.min_row - 1, "endRowIndex": r.max_row,
                   "startColumnIndex": r.min_col - 1, "endColumnIndex": r.max_col}
                  for r in reversed(list(sheet.merged_cells.ranges))]
        properties = {"sheetId": gid, "title": sheet.title, "index": place, "sheetType": "GRID",
                      "gridProperties": {"rowCount": max(len(rows), 1000), "columnCount": 26}}
        if sheet.sheet_state != "visible":
            properties["hidden"] = True
        answer = {"properties": properties,
                  "data": [{"rowData": rows, "rowMetadata": hidden}]}
        if merges:
            answer["merges"] = merges
        return answer

    def row(self, row):
        cells = [self.cell(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        return {"values": cells} if cells else {}

    def cell(self, cell):
        if getattr(cell, "value", None) is None:
            return {}
        value, answer = cell.value, {}
        if cell.data_type == "e":
            effective = {"errorValue": {"type": ERRORS.get(value, "ERROR"), "message": "…"}}
        elif isinstance(value, bool):
            effective = {"boolValue": value}
        elif isinstance(value, (int, float)):
            effective = {"numberValue": value}
        elif isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
            effective = {"numberValue": to_excel(value)}
            clock = "h" in cell.number_format.lower()
            day = "y" in cell.number_format.lower()
            kind = "DATE_TIME" if clock and day else "TIME" if clock else "DATE"
            number_format = {"numberFormat": {"type": kind, "pattern": cell.number_format}}
            answer["effectiveFormat"] = {**number_format, "wrapStrategy": "OVERFLOW_CELL"}
            answer["userEnteredFormat"] = number_format
        else:
            effective = {"stringValue": str(value)}
            if cell.number_format == "@":
                answer["effectiveFormat"] = {"numberFormat": {"type": "TEXT"}}
        answer["effectiveValue"] = effective
        answer["userEnteredValue"] = effective if "errorValue" not in effective else {"formulaValue": "=A1"}
        answer["formattedValue"] = str(value)
        if cell.hyperlink is not None and cell.hyperlink.target:
            answer["hyperlink"] = cell.hyperlink.target
        return answer

    def spreadsheet(self, id, grid):
        sheets = self.sheets if grid else [{k: v for k, v in s.items() if k != "data"} for s in self.sheets]
        return {"spreadsheetId": id, "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{id}/edit",
                "properties": {"title": "Tổ CNSCĐ", "locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh",
                               "autoRecalc": "ON_CHANGE"}, "sheets": sheets}

    def values(self, title):
        """Unformatted, dates as serial numbers: what values.batchGet gives."""
        sheet = next(s for s in self.sheets if s["properties"]["title"] == title)
        rows = []
        for row in sheet["data"][0]["rowData"]:
            cells = []
            for cell in row.get("values", []):
                effective = cell.get("effectiveValue", {})
                kind, value = next(iter(effective.items()), ("", ""))
                cells.append("#REF!" if kind == "errorValue" else value)
            rows.append(cells)
        return rows


# --- a sheet that is written to -----------------------------------------------------------------

def a1(text):
    """`'Tab'!B2:D4` to title, first row, first column, last row, last column; open ends are None."""
    title, _, corners = text.rpartition("!")
    if title.startswith("'"):
        title = title[1:-1].replace("''", "'")
    first, _, last = corners.partition(":")

    def corner(text):
        letters, digits = re.fullmatch(r"([A-Z]*)([0-9]*)", text).groups()
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        return (int(digits) - 1 if digits else None), (column - 1 if letters else None)

    (top, left), (bottom, right) = corner(first), corner(last or first)
    return title, top, left, bottom, right


class Refused(Exception):
    """A request that Google refuses as a whole: nothing of it is done."""


class Written:
    """A native sheet: its tabs, each with its cells. A request is done whole or not at all."""

    def __init__(self):
        self.tabs = [{"id": 0, "title": "Trang tính1", "rows": 1000, "columns": 26, "cells": {}, "protected": []}]

    def tab(self, title):
        for tab in self.tabs:
            if tab["title"] == title:
                return tab
        raise Refused(f"Unable to parse range: {title}")

    def by_id(self, id):
        for tab in self.tabs:
            if tab["id"] == id:
                return tab
        raise Refused(f"No grid with id: {id}")

    def spreadsheet(self, id, ranges):
        sheets = []
        for wanted in ranges:
            title, top, left, bottom, right = a1(wanted)
            try:
                tab = self.tab(title)
            except Refused:
                raise Refused(f"Unable to parse range: {wanted}") from None
            rows = []
            for row in range(tab["rows"]):
                cells = [self.shown(tab["cells"].get((row, column))) for column in range(left, right + 1)]
                while cells and not cells[-1]:
                    cells.pop()
                rows.append({"values": cells} if cells else {})
            while rows and not rows[-1]:
                rows.pop()
            sheets.append({"properties": {"sheetId": tab["id"], "title": title, "index": 0, "sheetType": "GRID",
                                          "gridProperties": {"rowCount": tab["rows"], "columnCount": tab["columns"]}},
                           "data": [{"rowData": rows} if rows else {}]})
        return {"spreadsheetId": id, "properties": {"title": "Kết quả"}, "sheets": sheets}

    @staticmethod
    def shown(value):
        if value is None:
            return {}
        kind = {bool: "boolValue", int: "numberValue", float: "numberValue"}.get(type(value), "stringValue")
        return {"userEnteredValue": {kind: value}, "effectiveValue": {kind: value}, "formattedValue": str(value)}

    def structure(self, requests):
        tabs = [{**tab, "protected": list(tab["protected"])} for tab in self.tabs]
        changed = Written()
        changed.tabs = tabs
        for request in requests:
            (kind, what), = request.items()
            if kind == "addSheet":
                new = what["properties"]
                if any(tab["title"].lower() == new["title"].lower() for tab in tabs):
                    raise Refused(f'Invalid requests[0].addSheet: A sheet with the name "{new["title"]}" already exists.')
                if any(tab["id"] == new.get("sheetId") for tab in tabs):
                    raise Refused("Invalid requests[0].addSheet: Sheet with id already exists.")
                grid = new.get("gridProperties", {})
                tabs.append({"id": new["sheetId"], "title": new["title"], "rows": grid.get("rowCount", 1000),
                             "columns": grid.get("columnCount", 26), "cells": {}, "protected": []})
            elif kind == "appendDimension":
                tab = changed.by_id(what["sheetId"])
                tab["rows" if what["dimension"] == "ROWS" else "columns"] += what["length"]
            elif kind == "addProtectedRange":
                protected = what["protectedRange"]
                changed.by_id(protected["range"]["sheetId"])["protected"].append(protected)
            elif kind == "repeatCell":
                changed.by_id(what["range"]["sheetId"])
            else:
                raise Refused(f"{kind} is not what the program needs")
        self.tabs = tabs

    def write(self, request):
        if request.get("valueInputOption") != "RAW":
            raise Refused("'valueInputOption' is required but not specified")
        changed, cells = [], 0
        for data in request["data"]:
            title, top, left, bottom, right = a1(data["range"])
            tab = self.tab(title)
            if bottom >= tab["rows"] or right >= tab["columns"]:
                raise Refused(f"Range ({data['range']}) exceeds grid limits. Max rows: {tab['rows']}, "
                              f"max columns: {tab['columns']}")
            if len(data["values"]) > bottom - top + 1 or any(len(row) > right - left + 1 for row in data["values"]):
                raise Refused(f"Requested writing within range [{data['range']}], but tried writing beyond it")
            for down, row in enumerate(data["values"]):
                for along, value in enumerate(row):
                    # null leaves, "" clears
                    if value is not None:
                        changed.append((tab, (top + down, left + along), value))
                        cells += 1
        for tab, place, value in changed:
            if value == "":
                tab["cells"].pop(place, None)
            else:
                tab["cells"][place] = value
        return cells

    def set(self, title, rows, grid=(1000, 26)):
        self.tabs = [tab for tab in self.tabs if tab["title"] != title]
        self.tabs.append({"id": 77 + len(self.tabs), "title": title, "rows": grid[0], "columns": grid[1],
                          "protected": [],
                          "cells": {(row, column): value for row, cells in enumerate(rows)
                                    for column, value in enumerate(cells) if value != ""}})

    def told(self):
        tabs = {}
        for tab in self.tabs:
            height = 1 + max((row for row, _ in tab["cells"]), default=-1)
            width = 1 + max((column for _, column in tab["cells"]), default=-1)
            tabs[tab["title"]] = {
                "rows": [[tab["cells"].get((row, column), "") for column in range(width)] for row in range(height)],
                "warned": [p.get("warningOnly") for p in tab["protected"]], "grid": [tab["rows"], tab["columns"]]}
        return tabs


# --- state --------------------------------------------------------------------------------------

class State:
    def __init__(self, workbook, folder):
        self.lock = threading.Lock()
        self.sheet = Sheet(workbook)
        self.folder = folder
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.tokens = 0
        self.reset()

    def reset(self):
        self.packed = 0
        self.results, self.writing = Written(), set()
        self.faults, self.log, self.invalid, self.revoked, self.token_life = [], [], [], set(), 3599
        shared = {"shared": True, "public": True, "version": 7, "trashed": False, "confirm": False, "resource_key": None}
        self.documents = {
            NATIVE: {**shared, "name": "Tổ CNSCĐ", "mime": SHEET},
            OFFICE: {**shared, "name": "Tổ CNSCĐ.xlsx", "mime": XLSX},
            SHORTCUT: {**shared, "name": "Lối tắt", "mime": "application/vnd.google-apps.shortcut", "target": OFFICE},
            RESULTS: {**shared, "name": "Kết quả", "mime": SHEET, "editor": True},
            PUBLISHED: {**shared, "name": "x", "mime": SHEET, "shared": False},
        }

    def fault(self, route):
        with self.lock:
            for fault in self.faults:
                if fault["route"] == route and fault["times"] != 0:
                    fault["times"] -= 1
                    return fault["fault"], fault.get("retry_after")
        return None, None

    def token(self, writing=False):
        with self.lock:
            self.tokens += 1
            if writing:
                self.writing.add(f"ya29.canary-{self.tokens}")
            return f"ya29.canary-{self.tokens}"


class Stop(Exception):
    """The answer is out, or the connection is gone."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, *_):
        pass

    @property
    def state(self):
        return self.server.state

    # --- sending

    def send(self, code, kind, body, **headers):
        body = body.encode() if isinstance(body, str) else body
        self.send_response(code)
        if kind:
            self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def say(self, name, **headers):
        code, kind, body = SAID[name]
        self.send(code, kind, body, **headers)
        raise Stop

    def answer(self, document, schema, value, mask=None):
        wrong = faults_of(document, {"$ref": schema}, value)
        if wrong:
            self.state.invalid += wrong
            self.send(500, "text/plain", "INVALID STAND-IN ANSWER " + wrong[0])
            raise Stop
        value = masked(value, parse_mask(mask)) if mask else value
        body, headers = json.dumps(value, ensure_ascii=False).encode(), {}
        # Packed for whom header and name ask for it, as Google's guide says.
        if "gzip" in self.headers.get("Accept-Encoding", "") and "gzip" in self.headers.get("User-Agent", ""):
            body, headers = gzip.compress(body), {"Content_Encoding": "gzip"}
            self.state.packed += 1
            fault, _ = self.state.fault("gzip")
            if fault == "cut":
                body = body[:len(body) // 2]
            if fault == "broken":
                body = body[:-6] + bytes([body[-6] ^ 1]) + body[-5:]
            if fault == "no-gzip":
                body = b"{}"
        self.content(body, "application/json; charset=UTF-8", **headers)

    def content(self, body, kind, **headers):
        """Bytes as Google sends them: chunked."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for start in range(0, len(body), 65536):
            piece = body[start:start + 65536]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")
        raise Stop

    # --- faults

    def break_off(self, reset):
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR) if not reset else None
        self.connection.close()
        raise Stop

    def head(self, length=None, chunked=False):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        if length is not None:
            self.send_header("Content-Length", str(length))
        elif chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Connection", "close")
        self.end_headers()

    def fail(self, route):
        name, retry_after = self.state.fault(route)
        if name is None:
            return
        if name in SAID:
            self.say(name, **({"Retry_After": retry_after} if retry_after else {}))
        if name in GO:
            code, target = GO[name]
            self.send(code, "text/html", "<html><head><title>Moved</title></head></html>",
                      Location=target or self.path)
            raise Stop
        if name == "reset":
            self.break_off(reset=True)
        if name == "hang-up":
            self.break_off(reset=False)
        if name == "cut":
            self.head(length=100_000)
            self.wfile.write(b"PK\x03\x04" + b"x" * 5000)
            self.break_off(reset=False)
        if name == "cut-chunked":
            self.head(chunked=True)
            self.wfile.write(b"1000\r\nPK\x03\x04xxx")
            self.break_off(reset=False)
        if name == "cut-unnoticed":
            self.head()
            self.wfile.write(self.state.sheet.bytes[:len(self.state.sheet.bytes) // 2])
            self.break_off(reset=False)
        if name == "stall":
            time.sleep(20)
            self.break_off(reset=False)
        if name == "stall-body":
            self.head(length=1000)
            self.wfile.write(b"{")
            time.sleep(20)
            self.break_off(reset=False)
        if name == "drip":
            self.head(length=1_000_000)
            for _ in range(200):
                self.wfile.write(b" ")
                time.sleep(0.1)
            self.break_off(reset=False)
        if name == "huge":
            self.head(chunked=True)
            piece = b" " * 65536
            for _ in range(8192):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.break_off(reset=False)
        raise ValueError(name)

    # --- routes

    def do_POST(self):
        self.serve("POST")

    def do_GET(self):
        self.serve("GET")

    def serve(self, method):
        try:
            self.route(method)
        except Stop:
            pass
        except (ConnectionError, ssl.SSLError, OSError):
            self.close_connection = True

    def route(self, method):
        url = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(url.query))
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if url.path == "/__control":
            return self.control(json.loads(body))
        with self.state.lock:
            self.state.log.append({"path": self.path, "authorised": "Authorization" in self.headers,
                                   "agent": self.headers.get("User-Agent", "")})
        for pattern, handle in ((r"/token$", self.token),
                                (r"/computeMetadata/v1/instance/service-accounts/default/(email|token)$", self.machine),
                                (r"/v1/projects/-/serviceAccounts/([^/]+):generateAccessToken$", self.impersonate),
                                (r"/v4/spreadsheets/([^/]+)/values:batchGet$", self.values),
                                (r"/v4/spreadsheets/([^/]+)/values:batchUpdate$", self.write_values),
                                (r"/v4/spreadsheets/([^/]+):batchUpdate$", self.write_structure),
                                (r"/v4/spreadsheets/([^/]+)$", self.spreadsheet),
                                (r"/drive/v3/files/([^/]+)/export$", self.drive_export),
                                (r"/drive/v3/files/([^/]+)$", self.file),
                                (r"/spreadsheets/d/e/([^/]+)/pub$", self.export),
                                (r"/spreadsheets/d/([^/]+)/export$", self.export),
                                (r"/export-content/([^/]+)$", self.export_content),
                                (r"/uc$", self.uc),
                                (r"/download$", self.download)):
            match = re.fullmatch(pattern, url.path)
            if match:
                return handle(*match.groups(), *([body] if handle in (
                    self.token, self.write_values, self.write_structure) else []))
        self.say("html-404")

    def control(self, wish):
        state = self.state
        if wish.get("reset"):
            state.reset()
        with state.lock:
            state.faults += wish.get("faults", [])
            for id, change in wish.get("documents", {}).items():
                state.documents.setdefault(id, {}).update(change)
            if wish.get("revoke"):
                state.revoked |= {f"ya29.canary-{n}" for n in range(state.tokens + 1)}
            for title, tab in wish.get("results", {}).items():
                state.results.set(title, tab["rows"], tab.get("grid", (1000, 26)))
            answer = {"results": state.results.told(), "log": state.log, "invalid": state.invalid, "packed": state.packed}
        self.send(200, "application/json", json.dumps(answer))
        raise Stop

    def token(self, body):
        self.fail("token")
        form = dict(urllib.parse.parse_qsl(body.decode()))
        if form.get("grant_type") == "urn:ietf:params:oauth:grant-type:token-exchange":
            if form["subject_token"].strip() != "subject-canary":
                self.say("client-refused")
        else:
            self.check_assertion(form)
        writing = WRITING in self.scopes(form)
        token = {"access_token": self.state.token(writing), "expires_in": self.state.token_life, "token_type": "Bearer"}
        if form["grant_type"].endswith("token-exchange"):
            token["issued_token_type"] = "urn:ietf:params:oauth:token-type:access_token"
        self.send(200, "application/json; charset=utf-8", json.dumps(token))
        raise Stop

    @staticmethod
    def scopes(form):
        if "assertion" not in form:
            return []
        claims = form["assertion"].split(".")[1]
        return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["scope"].split()

    def check_assertion(self, form):
        if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
            self.say("client-refused")
        head, claims, signature = form["assertion"].split(".")
        unpack = lambda part: base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        said = json.loads(unpack(claims))
        try:
            self.state.key.public_key().verify(unpack(signature), f"{head}.{claims}".encode(),
                                               padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            self.say("signature")
        now = time.time()
        if not (now - 300 < said["iat"] <= now + 300 and 0 < said["exp"] - said["iat"] <= 3600):
            self.say("clock")
        if said["iss"] != ACCOUNT or not said["aud"].endswith("/token"):
            self.say("account-gone")
        # Writing is asked for by itself: no token both writes and reads the communes' files.
        alone = said["scope"] == WRITING
        wide = [s for s in said["scope"].split() if not s.endswith(".readonly") and not alone]
        if wide and not self.server.allow_writing:
            self.send(500, "text/plain", f"scope {wide} writes")
            raise Stop

    def machine(self, what):
        if self.headers.get("Metadata-Flavor") != "Google":
            self.say("html-403")
        self.fail("machine")
        if what == "email":
            self.send(200, "application/text", ACCOUNT)
        else:
            self.send(200, "application/json", json.dumps(
                {"access_token": self.state.token(), "expires_in": 3599, "token_type": "Bearer"}))
        raise Stop

    def impersonate(self, account):
        self.authorised()
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        self.send(200, "application/json", json.dumps(
            {"accessToken": self.state.token(), "expireTime": until.strftime("%Y-%m-%dT%H:%M:%SZ")}))
        raise Stop

    def authorised(self):
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token in self.state.writing and RESULTS not in self.path:
            self.state.invalid.append("a writing token was used for what is only read")
        if not token.startswith("ya29.canary-") or token in self.state.revoked:
            self.say("unauthenticated")

    def document(self, id, unknown, forbidden):
        document = self.state.documents.get(id)
        if document is None:
            self.say(unknown)
        if not document["shared"]:
            self.say(forbidden)
        return document

    def mask(self, document, schema):
        mask = self.query.get("fields")
        if mask:
            try:
                check_mask(document, {"$ref": schema}, parse_mask(mask))
            except ValueError as error:
                code, kind, body = api_error(400, f"Request contains an invalid argument. {error}", "INVALID_ARGUMENT")
                self.send(code, kind, body)
                raise Stop from None
        return mask

    def spreadsheet(self, id):
        self.authorised()
        self.fail("sheets")
        document = self.document(id, "sheets-unknown", "permission-denied")
        if document["mime"] != SHEET:
            self.say("not-an-office-file")
        mask = self.mask(SHEETS, "Spreadsheet")
        ranges = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("ranges")
        if id == RESULTS:
            answer = self.unless_refused(lambda: self.state.results.spreadsheet(id, ranges or []))
            self.answer(SHEETS, "Spreadsheet", answer, mask)
        # A mask makes includeGridData moot.
        grid = "data" in mask if mask else self.query.get("includeGridData") == "true"
        if grid:
            self.fail("cells")
        self.answer(SHEETS, "Spreadsheet", self.state.sheet.spreadsheet(id, grid), mask)

    def unless_refused(self, ask):
        try:
            with self.state.lock:
                return ask()
        except Refused as refused:
            code, kind, body = api_error(400, str(refused), "INVALID_ARGUMENT")
            self.send(code, kind, body)
            raise Stop from None

    def may_write(self, id, route, schema, body):
        self.authorised()
        self.fail(route)
        document = self.document(id, "sheets-unknown", "permission-denied")
        if self.headers["Authorization"].removeprefix("Bearer ") not in self.state.writing:
            self.say("scope-insufficient")
        if document["mime"] != SHEET:
            self.say("not-an-office-file")
        if not document.get("editor"):
            self.say("permission-denied")
        request = json.loads(body)
        wrong = faults_of(SHEETS, {"$ref": schema}, request)
        if wrong:
            self.state.invalid.append("request: " + wrong[0])
            code, kind, body = api_error(400, "Invalid JSON payload received. " + wrong[0], "INVALID_ARGUMENT")
            self.send(code, kind, body)
            raise Stop
        return request

    def after_write(self, route):
        """What was done, and whose answer is lost on its way."""
        name, _ = self.state.fault(route + "-answer")
        if name == "stall":
            time.sleep(20)
        if name:
            self.break_off(reset=True)

    def write_structure(self, id, body):
        request = self.may_write(id, "structure", "BatchUpdateSpreadsheetRequest", body)
        self.unless_refused(lambda: self.state.results.structure(request["requests"]))
        self.after_write("structure")
        self.answer(SHEETS, "BatchUpdateSpreadsheetResponse", {"spreadsheetId": id, "replies": [{}]},
                    self.mask(SHEETS, "BatchUpdateSpreadsheetResponse"))

    def write_values(self, id, body):
        request = self.may_write(id, "write", "BatchUpdateValuesRequest", body)
        cells = self.unless_refused(lambda: self.state.results.write(request))
        self.after_write("write")
        self.answer(SHEETS, "BatchUpdateValuesResponse", {"spreadsheetId": id, "totalUpdatedCells": cells},
                    self.mask(SHEETS, "BatchUpdateValuesResponse"))

    def values(self, id):
        self.authorised()
        self.document(id, "sheets-unknown", "permission-denied")
        ranges = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)["ranges"]
        titles = [name.split("!")[0].strip("'").replace("''", "'") for name in ranges]
        self.answer(SHEETS, "BatchGetValuesResponse", {"spreadsheetId": id, "valueRanges": [
            {"range": name, "majorDimension": "ROWS", "values": self.state.sheet.values(title)}
            for name, title in zip(ranges, titles)]})

    def file(self, id):
        self.authorised()
        media = self.query.get("alt") == "media"
        self.fail("media" if media else "metadata")
        document = self.state.documents.get(id)
        given = self.headers.get("X-Goog-Drive-Resource-Keys", "")
        locked = document and document["resource_key"] and given != f"{id}/{document['resource_key']}"
        if document is None or not document["shared"] or locked:
            code, kind, body = SAID["drive-not-found"]
            self.send(code, kind, body.replace("{id}", id))
            raise Stop
        if media:
            if document["mime"].startswith("application/vnd.google-apps."):
                self.say("not-downloadable")
            self.content(self.state.sheet.bytes, document["mime"])
        answer = {"kind": "drive#file", "id": id, "name": document["name"], "mimeType": document["mime"],
                  "version": str(document["version"]), "trashed": document["trashed"],
                  "modifiedTime": "2025-08-01T01:02:03.000Z"}
        if document["mime"] == XLSX:
            answer["md5Checksum"] = hashlib.md5(self.state.sheet.bytes).hexdigest()
            answer["size"] = str(document.get("size") or len(self.state.sheet.bytes))
        if "target" in document:
            answer["shortcutDetails"] = {"targetId": document["target"], "targetMimeType": XLSX}
        self.answer(DRIVE, "File", answer, self.mask(DRIVE, "File") or "kind,id,name,mimeType")

    def drive_export(self, id):
        self.authorised()
        self.fail("drive-export")
        self.content(self.state.sheet.bytes, XLSX)

    def export(self, id):
        self.fail("export")
        document = self.state.documents.get(id)
        if document is None:
            self.say("html-404")
        if not document["public"]:
            code, target = GO["sign-in-redirect"]
            self.send(code, "text/html", "<HTML><HEAD><TITLE>Moved Temporarily</TITLE></HEAD></HTML>", Location=target)
            raise Stop
        # Real ones lead to doc-…-sheets.googleusercontent.com.
        host = self.headers["Host"].replace("127.0.0.1", "localhost")
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        self.send(307, "text/html; charset=UTF-8", "<HTML><HEAD><TITLE>Temporary Redirect</TITLE></HEAD></HTML>",
                  Location=f"{scheme}://{host}/export-content/{id}")
        raise Stop

    def export_content(self, id):
        if "Authorization" in self.headers:
            self.state.invalid.append("a redirect carried the token")
        self.fail("content")
        self.content(self.state.sheet.bytes, XLSX, Content_Disposition="attachment; filename=\"TCNSC.xlsx\"; "
                     "filename*=UTF-8''" + urllib.parse.quote(self.state.documents[id]["name"].removesuffix(".xlsx")) + ".xlsx")

    def uc(self):
        self.fail("uc")
        document = self.state.documents.get(self.query.get("id"))
        if document is None or document["mime"] == SHEET:
            self.say("html-404")
        if document["confirm"]:
            action = "/download"
            self.send(*page(200, "Google Drive - Virus scan warning", "Google Drive can't scan this file for viruses."
                            f'<form id="download-form" action="{action}" method="get">'
                            f'<input type="hidden" name="id" value="{self.query["id"]}">'
                            '<input type="hidden" name="confirm" value="t"><input type="submit" value="Download"></form>'))
            raise Stop
        self.send(303, "text/html", "", Location=f"/download?id={self.query['id']}&confirm=t")
        raise Stop

    def download(self):
        if self.query.get("confirm") != "t":
            self.say("html-404")
        self.content(self.state.sheet.bytes, XLSX)


# --- TLS and a proxy ----------------------------------------------------------------------------

def certificate(folder):
    """A private CA's certificate for localhost, made anew at each start."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)
    name = lambda text: x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])
    start = lambda subject, public: (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name("CA thu"))
                                     .public_key(public).serial_number(x509.random_serial_number())
                                     .not_valid_before(now - day).not_valid_after(now + day))
    root = (start("CA thu", key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256()))
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    leaf = (start("localhost", own.public_key())
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"),
                                                        x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
            .sign(key, hashes.SHA256()))
    pem = serialization.Encoding.PEM
    with open(os.path.join(folder, "ca.pem"), "wb") as file:
        file.write(root.public_bytes(pem))
    with open(os.path.join(folder, "server.pem"), "wb") as file:
        file.write(own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        file.write(leaf.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "server.pem"))
    return context


class Proxy(socketserver.StreamRequestHandler):
    """CONNECT with a login, as a department's proxy has it."""

    def handle(self):
        line = self.rfile.readline().decode()
        headers = {}
        while (header := self.rfile.readline().decode().strip()):
            headers[header.split(":")[0].lower()] = header.split(":", 1)[1].strip()
        login = "Basic " + base64.b64encode(b"so:mat-khau").decode()
        if headers.get("proxy-authorization") != login:
            self.wfile.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        self.server.tunnels += 1
        host, port = line.split()[1].rsplit(":", 1)
        target = socket.create_connection((host, int(port)))
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back = threading.Thread(target=self.pump, args=(target, self.connection), daemon=True)
        back.start()
        self.pump(self.connection, target)

    @staticmethod
    def pump(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class ProxyServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    tunnels = 0


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    allow_writing = False

    def handle_error(self, *_):
        pass


def main():
    workbook, folder = sys.argv[1:3]
    state = State(workbook, folder)
    plain, tls, proxy = Server(("127.0.0.1", 0), Handler), Server(("127.0.0.1", 0), Handler), ProxyServer(("127.0.0.1", 0), Proxy)
    plain.state = tls.state = state
    tls.socket = certificate(folder).wrap_socket(tls.socket, server_side=True)
    pem = state.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                  serialization.NoEncryption()).decode()
    base = f"http://127.0.0.1:{plain.server_address[1]}"
    key = {"type": "service_account", "project_id": "du-an-thu", "private_key_id": "1", "private_key": pem,
           "client_email": ACCOUNT, "client_id": "1", "token_uri": f"{base}/token"}
    path = os.path.join(folder, "key.json")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(key, file)
    for server in (plain, tls, proxy):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print(*(server.server_address[1] for server in (plain, tls, proxy)), flush=True)
    sys.stdin.read()  # lives as long as who started it


if __name__ == "__main__":
    main()
