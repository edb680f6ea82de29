#!/usr/bin/env python3
"""A second generator of the measured workbooks, as dirty as the sheets that communes really fill in.

dirty.py FOLDER small|medium|large     writes SIZE.xlsx, SIZE.csv (the register), SIZE.json (the truth)

The layout is that of generate.rs, so that floor.rs and peer.py read both; nothing else is shared with
it, and nothing with the program. What makes it dirty: names, notes and offices that hardly repeat, 58 %
of phones typed as numbers (their zero is lost), the rest in five spellings, 15 % of dates as text, 4 %
of rows decomposed, 3 % of communes mistyped, notes of several lines, links on the decisions' files,
a style on every cell. The same arguments give the same bytes.
"""

import collections
import csv
import datetime
import json
import pathlib
import random
import sys
import unicodedata
import zipfile
from xml.sax.saxutils import escape, quoteattr

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEOPLE = {"small": 2_000, "medium": 66_000, "large": 1_000_000}
KINDS = {"phuong": "Phường", "dac_khu": "Đặc khu", "xa": "Xã"}
DEADLINE = datetime.date(2025, 8, 15)
EPOCH = datetime.date(1899, 12, 30)
TITLES = ["STT", "Tên xã, phường, đặc khu", "Số Quyết định", "Ngày ban hành", "Họ và tên", "Chức danh trong Tổ",
          "Chức vụ", "Số điện thoại", "Email", "File QĐ", "Ghi chú"]
SYLLABLES = ("An Ân Bách Bảo Bích Cẩm Chi Chí Công Cúc Cương Diễm Diệp Duy Duyên Đài Đan Đạt Đăng Đình Đoan Đông Giang "
             "Giao Hân Hậu Hiệp Hiếu Hoài Hoàng Huệ Huy Khang Khoa Khôi Kiên Kiều Lâm Lệ Liên Lộc Long Luân Ly Mạnh Mẫn "
             "Miên My Mỹ Nghĩa Nguyên Nhã Nhân Nhật Nhi Nhung Oanh Phát Phong Phước Phương Quang Quế Quyên Quỳnh Sang "
             "Tài Tâm Tân Thái Thắng Thiện Thịnh Thơ Thông Thuận Thư Tiến Tín Toàn Trà Trang Trí Trinh Trúc Tú Tùng "
             "Tuyết Uyên Vân Viên Việt Vinh Vy Yên Yến").split()
FAMILIES = "Nguyễn Trần Lê Phạm Hồ Huỳnh Đinh Lương Tạ Từ Mai Cao Châu Hà Kiều Lâm Lý Tô Trịnh Trương Y A".split()
NOTES = ["Đã gửi bản giấy qua bưu điện ngày {}", "Điện thoại lại sau {} giờ", "Thay người từ tháng {}",
         "Số cũ {} không dùng nữa", "Kiêm nhiệm thôn {}", "Có Zalo, nhóm số {}"]


def communes(size):
    """`code, name, kind` of the province or of the country; names that meet carry their province."""
    if size == "small":
        with open(ROOT / "config/registers/quang-ngai.csv", encoding="utf-8", newline="") as file:
            return [(row["code"], row["name"], row["kind"]) for row in csv.DictReader(file)]
    country = ROOT / "src/register/country"
    with open(country / "provinces.csv", encoding="utf-8", newline="") as file:
        provinces = {row[0]: row[1] for row in csv.reader(file)}
    with open(country / "communes.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    seen = {}
    for row in rows:
        seen.setdefault(fold(row["name"]), []).append(row)
    return [(row["code"], row["name"] if len(seen[fold(row["name"])]) == 1 else f"{row['name']} {provinces[row['province_code']]}",
             row["kind"]) for row in rows]


def fold(text):
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return bare.replace("đ", "d").replace("Đ", "D").lower()


class Team:
    """One commune's rows."""

    def __init__(self, dice, code, name, kind, alone, size):
        self.dice, self.name, self.kind, self.size = dice, name, KINDS[kind], size
        self.typed = self.spelled(alone and dice.random() < 0.03)
        self.number = self.date = None
        if dice.random() < 0.85:
            self.number = f"{dice.randrange(1, 400)}/QĐ-UBND"
            self.date = datetime.date(2025, 7, 1) + datetime.timedelta(days=dice.randrange(90))
        self.chair_leads = dice.random() < 0.95

    def spelled(self, wrong):
        whole = f"{self.kind} {self.name}"
        if not wrong:
            return whole
        return self.dice.choice([whole.upper(), f"\u00a0{whole}  ", f"UBND {whole.lower()}", fold(whole), self.name])

    def date_cell(self):
        if self.date is None or self.dice.random() >= 0.15:
            return self.date and (self.date - EPOCH).days
        return self.date.strftime(self.dice.choice(["%d/%m/%Y", f"{self.date.day}/{self.date.month}/%Y"]))

    def office(self, at):
        unit = self.kind.lower()
        if at == 0:
            return f"{'Chủ tịch UBND' if self.chair_leads else 'Bí thư Đảng ủy'} {unit} {self.name}"
        if at == 1:
            return f"Phó Chủ tịch UBND {unit} {self.name}"
        if at == 2:
            return f"Chủ tịch Ủy ban MTTQ Việt Nam {unit}"
        village = f"{self.dice.choice(SYLLABLES)} {self.dice.choice(SYLLABLES)} {self.dice.randrange(1, 30)}"
        return self.dice.choice([f"Trưởng thôn {village}", f"Bí thư Chi bộ thôn {village}", f"Công an viên {village}",
                                 "Công chức Trung tâm Phục vụ hành chính công", f"Giáo viên Trường THCS {village}"])

    def phone(self):
        digits = f"9{self.dice.randrange(10**8):08}"
        if self.dice.random() < 0.58:
            return int(digits)
        spaced = f"0{digits[:3]} {digits[3:6]} {digits[6:]}"
        return self.dice.choice([f"0{digits}", spaced, spaced.replace(" ", "."), f"+84{digits}", f"0{digits} (Zalo)"])

    def note(self):
        if self.dice.random() >= 0.12:
            return None
        return "\n".join(self.dice.choice(NOTES).format(self.dice.randrange(1, 10**5))
                         for _ in range(self.dice.randrange(1, 4)))

    def rows(self):
        for at in range(self.size):
            name = " ".join([self.dice.choice(FAMILIES), *self.dice.sample(SYLLABLES, 2)])
            role = "Tổ trưởng" if at == 0 else "Tổ phó" if at < 3 else "Thành viên"
            mail = f"{fold(name).replace(' ', '.')}{self.dice.randrange(10**6)}@xa.example"
            cells = [name, role, self.office(at), self.phone(), mail if self.dice.random() < 0.3 else None]
            if self.dice.random() < 0.04:
                cells = [unicodedata.normalize("NFD", one) if isinstance(one, str) else one for one in cells]
            yield cells


class Sheet:
    """The parts of a workbook with one tab, its texts shared as Excel and Google share them."""

    def __init__(self):
        self.shared, self.rows, self.merges, self.links = {}, [], [], []

    def cell(self, row, column, value):
        at = f"{'ABCDEFGHIJK'[column]}{row}"
        if isinstance(value, (int, float)):
            return f'<c r="{at}" s="{1 if column == 3 else 2}"><v>{value}</v></c>'
        return f'<c r="{at}" s="2" t="s"><v>{self.shared.setdefault(value, len(self.shared))}</v></c>'

    def add(self, row, values):
        cells = "".join(self.cell(row, column, value) for column, value in enumerate(values) if value is not None)
        self.rows.append(f'<row r="{row}">{cells}</row>')

    def save(self, file):
        main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        package = "http://schemas.openxmlformats.org/package/2006"
        merges = "".join(f'<mergeCell ref="{one}"/>' for one in self.merges)
        links = "".join(f'<hyperlink ref="{at}" r:id="rId{n}"/>' for n, (at, _) in enumerate(self.links, 1))
        targets = "".join(f'<Relationship Id="rId{n}" Type="{office}/hyperlink" Target={quoteattr(to)} TargetMode="External"/>'
                          for n, (_, to) in enumerate(self.links, 1))
        strings = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self.shared)
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets><sheet name="Tổ CNSCĐ" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="rId3" Type="{office}/styles" Target="styles.xml"/></Relationships>',
            "xl/styles.xml": f'<styleSheet {main}><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><fonts count="1">'
            '<font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
            '<cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf/></cellXfs></styleSheet>',
            "xl/sharedStrings.xml": f'<sst {main} uniqueCount="{len(self.shared)}">{strings}</sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet {main} xmlns:r="{office}"><sheetData>{"".join(self.rows)}</sheetData>'
            f'<mergeCells count="{len(self.merges)}">{merges}</mergeCells><hyperlinks>{links}</hyperlinks></worksheet>',
            "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{package}/relationships">{targets}</Relationships>',
        }
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
            for name, text in parts.items():
                book.writestr(zipfile.ZipInfo(name, (2025, 9, 30, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)


def write(teams, file):
    sheet = Sheet()
    sheet.add(1, ["UBND TỈNH"])
    sheet.add(4, ["DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG CẤP XÃ"])
    sheet.add(7, TITLES)
    sheet.add(8, [f"({column})" for column in range(1, len(TITLES) + 1)])
    row = 9
    for ordinal, team in enumerate(teams, 1):
        first = row
        for cells in team.rows():
            head = [ordinal, team.typed, team.number, team.date_cell()] if row == first else [None] * 4
            paper = f"QĐ {team.number} {team.name}.pdf" if row == first and team.number else None
            if paper:
                sheet.links.append((f"J{row}", f"https://xa.example/van-ban?so={team.number}&don_vi={ordinal}"))
            sheet.add(row, [*head, *cells, paper, team.note()])
            row += 1
        if row - first > 1:
            sheet.merges += [f"{column}{first}:{column}{row - 1}" for column in "ABCDJ"]
    sheet.save(file)


def truth(teams):
    issued = [team for team in teams if team.date]
    on_time = sum(team.date <= DEADLINE for team in issued)
    return {"as_of": "2025-09-30", "communes": len(teams), "members": sum(team.size for team in teams),
            "issued": len(issued), "not_issued": len(teams) - len(issued), "on_time": on_time,
            "late": len(issued) - on_time, "composition_ok": sum(team.chair_leads for team in teams)}


def main():
    folder, size = pathlib.Path(sys.argv[1]), sys.argv[2]
    folder.mkdir(parents=True, exist_ok=True)
    register = communes(size)
    alike = collections.Counter(fold(name) for _, name, _ in register)
    dice = random.Random(f"dirty {size}")
    bounds = [PEOPLE[size] * at // len(register) for at in range(len(register) + 1)]
    teams = [Team(dice, *commune, alike[fold(commune[1])] == 1, bounds[at + 1] - bounds[at])
             for at, commune in enumerate(register)]
    lines = ["code,name,kind,former_province,former_district", *(f"{code},{name},{kind},," for code, name, kind in register)]
    (folder / f"{size}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / f"{size}.json").write_text(json.dumps(truth(teams)), encoding="utf-8")
    write(teams, folder / f"{size}.xlsx")


if __name__ == "__main__":
    main()
