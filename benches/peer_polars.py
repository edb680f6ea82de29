#!/usr/bin/env python3
"""The same job as benches/floor.rs by polars (calamine below) and XlsxWriter: columns, not rows.

peer_polars.py WORKBOOK REGISTER CELLS REPORT FSYNCS     (pip install polars fastexcel XlsxWriter)
Prints the counts that floor.rs prints. Names are looked up, and the report is written, by peer.py.
"""

import json
import sys

import polars as pl

import peer


def read(workbook, known):
    options = {"header_row": None, "skip_rows": peer.TOP, "dtypes": "string"}
    sheet = pl.read_excel(workbook, sheet_id=1, has_header=False, read_options=options, drop_empty_rows=False)
    sheet = sheet.select(typed=sheet.columns[1], number=sheet.columns[2], date=sheet.columns[3],
                         person=sheet.columns[4], role=sheet.columns[5], office=sheet.columns[6])
    names = sheet["typed"].drop_nulls().unique()
    codes = pl.DataFrame({"typed": names, "commune": [peer.find(known, name) for name in names]})
    sheet = sheet.join(codes, on="typed", how="left", maintain_order="left").with_columns(pl.col("commune").forward_fill())
    signed = pl.coalesce(pl.col("date").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False),
                         pl.col("date").str.to_date("%d/%m/%Y", strict=False))
    decided = sheet.filter(pl.col("number").str.ends_with("/QĐ-UBND") & signed.is_not_null()).with_columns(signed=signed)
    leads = pl.col("role").str.normalize("NFC") == "Tổ trưởng"
    chairs = pl.col("office").str.normalize("NFC").str.starts_with("Chủ tịch UBND")
    return {"members": sheet["person"].count(), "issued": decided["commune"].n_unique(),
            "on_time": decided.filter(pl.col("signed") <= peer.DEADLINE)["commune"].n_unique(),
            "composition_ok": sheet.filter(leads & chairs)["commune"].n_unique()}


def main():
    workbook, register, cells, report, fsyncs = sys.argv[1:]
    counts = read(workbook, peer.names(register))
    peer.write(cells, report, int(fsyncs))
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
