"""Reads the stand-in with Google's own Python client, as a second opinion on it.

    google_second_reader.py BASE KEY NATIVE_ID OFFICE_ID
prints {"title": [[…]]} of the values, the Drive metadata and the hash of the downloaded bytes.
"""

import hashlib
import io
import json
import sys

from google.oauth2 import service_account
from googleapiclient.discovery import build
from googleapiclient.http import MediaIoBaseDownload


def main():
    base, key, native, office = sys.argv[1:5]
    scopes = ["https://www.googleapis.com/auth/spreadsheets.readonly", "https://www.googleapis.com/auth/drive.readonly"]
    credentials = service_account.Credentials.from_service_account_file(key, scopes=scopes)
    options = {"api_endpoint": base}
    sheets = build("sheets", "v4", credentials=credentials, static_discovery=True, client_options=options)
    drive = build("drive", "v3", credentials=credentials, static_discovery=True,
                  client_options={"api_endpoint": f"{base}/drive/v3/"})
    book = sheets.spreadsheets().get(spreadsheetId=native, fields="sheets(properties(title,hidden),merges)").execute()
    titles = [sheet["properties"]["title"] for sheet in book["sheets"]]
    values = sheets.spreadsheets().values().batchGet(
        spreadsheetId=native, ranges=["'" + title.replace("'", "''") + "'!A1:ZZ" for title in titles],
        valueRenderOption="UNFORMATTED_VALUE", dateTimeRenderOption="SERIAL_NUMBER").execute()
    metadata = drive.files().get(fileId=office, fields="id,name,mimeType,md5Checksum,size").execute()
    content = io.BytesIO()
    download, done = MediaIoBaseDownload(content, drive.files().get_media(fileId=office)), False
    while not done:
        _, done = download.next_chunk()
    print(json.dumps({
        "values": {title: part.get("values", []) for title, part in zip(titles, values["valueRanges"])},
        "merges": {sheet["properties"]["title"]: len(sheet.get("merges", [])) for sheet in book["sheets"]},
        "metadata": metadata,
        "sha256": hashlib.sha256(content.getvalue()).hexdigest()}))


if __name__ == "__main__":
    main()
