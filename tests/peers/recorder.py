"""A server that writes down what it is sent, byte for byte, and answers what it is told to."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import msgspec


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """One request. Header names are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        """What stands behind the question mark, as a server reads it."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))


class Recorder:
    """Where it listens, and what it was sent."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.requests: list[Recorded] = []

    @property
    def last(self) -> Recorded:
        """The newest request."""
        return self.requests[-1]


@contextlib.contextmanager
def recording(answer: bytes) -> Iterator[Recorder]:
    """A recorder that gives everybody this answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            recorder.requests.append(Recorded(method=self.command, target=self.path, headers=headers, body=body))
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST  # noqa: N815 - the name is the base class's

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    recorder = Recorder(f"127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
