"""A mail server and a robot's host that really listen, and behave as badly as they are told."""

import json
import socketserver
import threading
import time
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STARTTLS = "STARTTLS"


class MailHost:
    """An SMTP server. `says` answers a command otherwise ({"RCPT": "550 no such user"}); at `hangs` it falls silent.
    With `tls` (an SSL context) it offers STARTTLS; `heard` are the commands, each with whether the line was encrypted.
    """

    def __init__(self):
        self.taken, self.says, self.hangs, self.slow = [], {}, "", 0.0
        self.tls, self.heard = None, []
        self._server, self.port = None, 0

    def open(self):
        host = self

        class Line(socketserver.StreamRequestHandler):
            def handle(self):
                if host.serve(self.rfile, self.wfile) == STARTTLS:
                    with suppress(OSError), host.tls.wrap_socket(self.request, server_side=True) as line:
                        host.serve(line.makefile("rb"), line.makefile("wb", buffering=0), encrypted=True)

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", self.port), Line)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def close(self):
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}?timeout=1"

    @property
    def keys(self):
        return [mail["Message-ID"] for mail in self.taken]

    def serve(self, reads, writes, *, encrypted=False):
        def say(words):
            writes.write(f"{words}\r\n".encode())

        def silent(verb):
            if self.hangs == verb:
                time.sleep(3)
            return self.hangs == verb

        if silent("CONNECT"):
            return None
        if not encrypted:
            say(self.says.get("CONNECT", "220 here"))
        for line in reads:
            verb = line.split()[0].decode().upper()
            self.heard.append((verb, encrypted))
            if verb == "EHLO" and self.tls:
                say("250-here")
                say("250 AUTH PLAIN" if encrypted else "250 STARTTLS")
                continue
            if verb == STARTTLS:
                say("220 go ahead")
                return verb
            if verb == "AUTH":
                say("235 welcome")
                continue
            if silent(verb):
                return None
            if verb == "DATA" and "DATA" not in self.says:
                say("354 go on")
                octets = b"".join(iter(reads.readline, b".\r\n"))
                time.sleep(self.slow)
                if "TAKEN" not in self.says:
                    self.taken.append(message_from_bytes(octets, policy=policy.default))
                if silent("TAKEN"):
                    return None
                say(self.says.get("TAKEN", "250 taken"))
                continue
            say(self.says.get(verb, "221 bye" if verb == "QUIT" else "250 OK"))
            if verb == "QUIT":
                return None
        return None


class RobotHost:
    """An HTTP server before a robot. `answers`: what it says to the next posts (status, JSON); then it takes all."""

    def __init__(self):
        self.posts, self.answers, self.hangs, self._server, self.port = [], [], False, None, 0

    def open(self):
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                octets = self.rfile.read(int(self.headers["Content-Length"]))
                host.posts.append((self.path, json.loads(octets)))
                if host.hangs:
                    time.sleep(3)
                    return
                status, answer = host.answers.pop(0) if host.answers else (200, {"errcode": 0, "errmsg": "ok"})
                octets = json.dumps(answer).encode()
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", f"http://127.0.0.1:{host.port}/elsewhere")
                self.send_header("Content-Length", str(len(octets)))
                self.end_headers()
                self.wfile.write(octets)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    close = MailHost.close

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/send?key=secret"


@contextmanager
def listening(kind):
    """One that listens from now on, on a free port."""
    host = kind().open()
    try:
        yield host
    finally:
        host.close()
