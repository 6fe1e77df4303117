"""A page with one widget in it, worked by a live Python process: what a notebook's front end does, and no more."""
import http.server
import json
import pathlib
import threading

from afina.widgets import colab

_HERE = pathlib.Path(__file__).parent
_TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css"}


class Host:
    """Serves `widget` on the loopback address; `deaf` lets messages vanish, as a restarted kernel does."""

    def __init__(self):
        self.widget = None
        self.deaf = False
        self.extra = {}
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer(*host.get(self.path))

            def do_POST(self):
                message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.answer(*host.post(self.path, message))

            def answer(self, status, kind, body):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def get(self, path):
        if path == "/state":
            return 200, "application/json", json.dumps(colab.snapshot(self.widget)).encode()
        if path in self.extra:
            return 200, _TYPES[".html"], self.extra[path].encode()
        file = _HERE / "host.html" if path == "/" else pathlib.Path(colab.__file__).parent / path[1:]
        if not file.is_file():
            return 404, "text/plain", b""
        return 200, _TYPES[file.suffix], file.read_bytes()

    def post(self, path, message):
        if path == "/colab":
            return 200, "application/json", json.dumps(self.extra["function"](message)).encode()
        if not self.deaf:
            self.widget._on_message(self.widget, message, [])
        return 200, "application/json", b"{}"

    def close(self):
        self._server.shutdown()
