"""A real SMTP server (aiosmtpd) with one fault, for tests/it/smtp.rs.

Usage: smtp_server.py FAULT FOLDER [CERTIFICATE KEY]

Prints its port, then serves until its standard input ends. Every message whose final dot was
read is written to FOLDER/<number>.eml with its recipient on the first line, whether the client
hears of it or not: the test compares that with what the store believes.
"""

import asyncio
import itertools
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

FAULT, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
NUMBERS = itertools.count()
LOGINS = {"only-ntlm": "AUTH NTLM GSSAPI", "old-login": "AUTH=LOGIN"}
SEEN = {"connections": 0, "dots": 0}
KNOWN = set()


# File names sort by arrival.
def take(envelope):
    SEEN["dots"] += 1
    body = envelope.original_content
    number = next(NUMBERS)
    (FOLDER / f"{number:06}.eml").write_bytes(
        envelope.rcpt_tos[0].encode() + b"\n" + body
    )


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if FAULT == "refuse-sender":
            return "553 5.7.1 sender is not yours"
        if FAULT == "too-large":
            return "552 5.3.4 message too large"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if FAULT == "drop-at-rcpt":
            server.transport.abort()
            return "250 never heard"
        if FAULT == "stall-at-rcpt":
            await asyncio.sleep(60)
        if FAULT == "refuse-first" and address in KNOWN:
            envelope.rcpt_tos.append(address)
            return "250 OK"
        KNOWN.add(address)
        if address.startswith("nobody"):
            return "550 5.1.1 no such user"
        if address.startswith("later"):
            return "451 4.7.1 greylisted"
        if address.startswith("closing"):
            return "421 4.3.2 closing"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if FAULT == "refuse-text":
            return "554 5.7.1 looks like spam"
        if FAULT == "text-later":
            return "452 4.3.1 disk full"
        take(envelope)
        first = SEEN["dots"] == 1
        if FAULT == "drop-after-dot" or (FAULT == "drop-after-first-dot" and first):
            server.transport.abort()
        if FAULT == "stall-after-dot":
            await asyncio.sleep(60)
        return "250 OK taken"


class Faulty(SMTP):
    def connection_made(self, transport):
        SEEN["connections"] += 1
        super().connection_made(transport)
        if FAULT == "drop-at-once":
            transport.abort()
        if FAULT == "greets-with-421":
            transport.write(b"421 4.3.2 too many connections\r\n")
            transport.close()

    async def push(self, status):
        text = status.decode() if isinstance(status, bytes) else status
        # What a person on the line would add: an answer to the EHLO that comes inside TLS.
        if FAULT == "answers-in-clear" and text.startswith("220 Ready"):
            status = "220 Ready\r\n250-localhost\r\n250 AUTH PLAIN"
        if FAULT in LOGINS and "AUTH" in text and text.startswith("250"):
            status = text.replace("AUTH LOGIN PLAIN", LOGINS[FAULT]).replace("AUTH PLAIN LOGIN", LOGINS[FAULT])
        await super().push(status)

    async def _handle_client(self):
        if FAULT == "stall-at-once":
            await asyncio.sleep(60)
        await super()._handle_client()

    async def smtp_DATA(self, arg):
        if FAULT == "refuse-data":
            await self.push("554 5.5.1 no valid recipients")
            return
        if FAULT == "drop-in-text":
            await self.push("354 go on")
            await self._reader.read(1000)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def authenticate(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (b"cnscd", "mật khẩu".encode())
    return AuthResult(success=good, handled=False)


async def main():
    context = None
    if len(sys.argv) > 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[3], sys.argv[4])
    implicit = FAULT == "implicit-tls"

    def protocol():
        return Faulty(
            Handler(),
            tls_context=None if implicit else context,
            authenticator=authenticate,
            auth_require_tls=False,
            auth_required=FAULT == "login",
            hostname="localhost",
            enable_SMTPUTF8=False,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        protocol, "127.0.0.1", 0, ssl=context if implicit else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    # Ends with the test, however the test ends.
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
