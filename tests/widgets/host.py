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
        self.version = 0
        self.changed = threading.Condition()
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
                try:
                    self.wfile.write(body)
                except OSError:
                    pass    # the page was closed while it waited

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def show(self, widget):
        """From here on the page is this widget's."""
        self.widget, self.deaf = widget, False
        self._change()
        if widget is not None:
            widget.observe(self._change)

    def _change(self, _=None):
        with self.changed:
            self.version += 1
            self.changed.notify_all()

    def state(self, after):
        """Everything the page may know; waits for a change after that version, so that an idle page costs nothing."""
        with self.changed:
            self.changed.wait_for(lambda: self.version > after, timeout=20)
            version = self.version
        return dict(colab.snapshot(self.widget), version=version)

    def get(self, path):
        if path.startswith("/state"):
            state = self.state(int(path.partition("after=")[2] or -1))
            return 200, "application/json", json.dumps(state).encode()
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
