#!/usr/bin/env python3
"""The same job as benches/floor.rs by the best peers that Python has: python-calamine, XlsxWriter.

peer.py WORKBOOK REGISTER CELLS REPORT FSYNCS     (pip install python-calamine XlsxWriter)
Prints the counts that floor.rs prints.
"""

import csv
import datetime
import json
import os
import sys
import tempfile
import unicodedata

import python_calamine
import xlsxwriter

KINDS = {"phuong": "phường", "dac_khu": "đặc khu", "xa": "xã"}
TOP = 8
DEADLINE = datetime.date(2025, 8, 15)


def fold(text):
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return bare.lower().replace("đ", "d")


def composed(text):
    return unicodedata.normalize("NFC", text)


def names(register):
    found = {}
    with open(register, encoding="utf-8", newline="") as file:
        for position, row in enumerate(csv.DictReader(file)):
            title = f"{KINDS[row['kind']]} {row['name']}".lower()
            found[title] = position
            for form in (row["name"].lower(), fold(title), fold(row["name"])):
                found.setdefault(form, position)
    return found


def find(known, typed):
    key = " ".join(word for word in composed(typed).lower().split() if word != "ubnd")
    position = known.get(key)
    return known.get(fold(key)) if position is None else position


def day(value):
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.date() if isinstance(value, datetime.datetime) else value
    try:
        of_month, month, year = value.split("/")
        return datetime.date(int(year), int(month), int(of_month))
    except (AttributeError, ValueError):
        return None


def read(workbook, known):
    book = python_calamine.CalamineWorkbook.from_path(workbook)
    issued, on_time, chair_leads, members = set(), set(), set(), 0
    for position, title in enumerate(book.sheet_names):
        sheet = book.get_sheet_by_name(title)
        commune = None
        for number, row in enumerate(sheet.iter_rows()):
            if position or number < TOP:
                continue
            if row[1]:
                commune = find(known, row[1])
                signed = day(row[3])
                if row[2].endswith("/QĐ-UBND") and signed:
                    issued.add(commune)
                    if signed <= DEADLINE:
                        on_time.add(commune)
            if row[4]:
                members += 1
                if composed(row[5]) == "Tổ trưởng" and composed(row[6]).startswith("Chủ tịch UBND"):
                    chair_leads.add(commune)
    return {"members": members, "issued": len(issued), "on_time": len(on_time), "composition_ok": len(chair_leads)}


def write(cells, report, fsyncs):
    with xlsxwriter.Workbook(report, {"constant_memory": True}) as book:
        sheet = None
        with open(cells, encoding="utf-8", newline="\n") as file:
            for line in file:
                first, rest = line.rstrip("\n").split("\t", 1)
                if first == "tab":
                    sheet = book.add_worksheet(rest)
                    continue
                column, kind, value = rest.split("\t", 2)
                if kind == "n":
                    sheet.write_number(int(first), int(column), float(value))
                else:
                    sheet.write_string(int(first), int(column), value.replace("\\n", "\n"))
    with open(report, "ab") as file, tempfile.TemporaryFile(dir=os.path.dirname(report) or ".") as other:
        for _ in range(1, fsyncs):
            other.write(bytes(4096))
            other.flush()
            os.fdatasync(other.fileno())
        os.fsync(file.fileno())


def main():
    workbook, register, cells, report, fsyncs = sys.argv[1:]
    counts = read(workbook, names(register))
    write(cells, report, int(fsyncs))
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
