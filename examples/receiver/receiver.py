#!/usr/bin/env python3
"""A lender's webhook receiver: prints each webhook, checks x-secret-key, answers 200.

    WEBHOOK_SECRET=local-secret python3 receiver.py --port 9000

Without WEBHOOK_SECRET every webhook is taken. Only Python's standard library is needed.
"""

import argparse
import hmac
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BODY_SIZE_BYTES_MAX = 1024 * 1024


class Receiver(BaseHTTPRequestHandler):
    """Takes a webhook at any path; GET tells whether the receiver is up."""

    secret = None

    def do_GET(self):
        self.answer(200, {"status": "ok"})

    def do_POST(self):
        length = int(self.headers.get("content-length") or 0)
        if length > BODY_SIZE_BYTES_MAX:
            self.answer(413, {"error": "the webhook is too large"})
            return
        body = self.rfile.read(length)
        if not self.knows_the_secret():
            self.answer(401, {"error": "x-secret-key is missing or wrong"})
            return
        try:
            webhook = json.loads(body)
        except ValueError:
            self.answer(400, {"error": "the body is not JSON"})
            return
        print(json.dumps(webhook, indent=2), flush=True)
        # Anything but a 2xx counts as not delivered and is tried again: answer first, work afterwards.
        self.answer(200, {"received": True})

    def knows_the_secret(self):
        given = self.headers.get("x-secret-key", "")
        return self.secret is None or hmac.compare_digest(given.encode(), self.secret.encode())

    def answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        if self.command != "GET":  # health checks
            super().log_request(code, size)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9000)
    arguments = parser.parse_args()
    Receiver.secret = os.environ.get("WEBHOOK_SECRET") or None
    server = ThreadingHTTPServer((arguments.host, arguments.port), Receiver)
    print(f"listening on http://{arguments.host}:{server.server_port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
