"""A lender's client in Python, with requests: the whole flow, passwords, a file_url, and refusals.

    python3 journey.py http://127.0.0.1:8080
"""

import http.server
import json
import sys
import threading

import requests

BASE = sys.argv[1]
API = BASE + "/bank-connect"
lender = requests.Session()
lender.headers.update({"x-api-key": "python", "server-hash": "any"})
received = []


class Receiver(http.server.BaseHTTPRequestHandler):
    """The lender's webhook receiver; it fails the first time."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        received.append((self.headers["x-secret-key"], json.loads(body)))
        self.send_response(500 if len(received) == 1 else 200)
        self.end_headers()

    def log_message(self, *_):
        pass


receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()
hook = {"webhook_url": f"http://127.0.0.1:{receiver.server_port}/hook", "webhook_mode": 3, "secret_key": "py-secret"}
assert lender.post(f"{API}/v1/session_data/update_webhook/", json=hook).status_code == 200

# A form works as JSON does.
created = lender.post(f"{API}/v1/session/", data={"api_key": "python", "link_id": "cust-py"}, allow_redirects=False)
assert created.status_code == 200, created.text
session_id = created.json()["session_id"]


def specimen(bank, **query):
    where = f"{BASE}/_emulator/specimens/salaried-asha/{bank}/plain.pdf"
    got = requests.get(where, params={"session_id": session_id, "world": "python", **query})
    assert got.headers["content-type"] == "application/pdf", got.text
    return got.content


def upload(pdf, **fields):
    form = {"session_id": session_id, "upload_type": "PDF", **fields}
    return lender.post(f"{API}/v1/statement/upload_session/", data=form, files={"file": ("statement.pdf", pdf)})


locked = specimen("axis", password="secret")
wrong = upload(locked, bank_name="axis", pdf_password="guess")
assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "PASSWORD_INCORRECT"), wrong.text
right = upload(locked, bank_name="axis", pdf_password="secret")
assert right.status_code == 200, right.text
other_bank = upload(specimen("kotak"), bank_name="sbi")
assert other_bank.json()["error"]["code"] == "BANK_NAME_MISMATCH", other_bank.text
no_file = lender.post(f"{API}/v1/statement/upload_session/", data={"session_id": session_id, "upload_type": "PDF"})
assert no_file.status_code == 400, no_file.text

started = lender.post(f"{API}/v1/session_data/{session_id}/initiate_processing/")
assert started.status_code == 202, started.text
twice = lender.post(f"{API}/v1/session_data/{session_id}/initiate_processing/")
assert twice.json()["error"]["code"] == "DUPLICATE_PROCESSING_REQUEST", twice.text
requests.post(f"{BASE}/_emulator/clock/advance", params={"world": "python"}, json={"by": "1d"}).raise_for_status()

status = lender.get(f"{API}/v1/session_data/{session_id}/session_status/").json()
assert [account["account_status"] for account in status["accounts"]] == ["completed"], status
assert [secret for secret, _ in received] == ["py-secret"] * 2, received
assert received[0][1] == received[1][1] and received[0][1]["session_id"] == session_id

stranger = requests.get(f"{API}/v1/session_data/{session_id}/progress/", headers={"x-api-key": "other", "server-hash": "any"})
assert (stranger.status_code, stranger.json()["error"]["code"]) == (404, "SESSION_NOT_FOUND"), stranger.text
nobody = requests.get(f"{API}/v1/session_data/{session_id}/progress/")
assert (nobody.status_code, nobody.json()["error"]["code"]) == (403, "ACCESS_DENIED"), nobody.text
print("requests: all as it should be")
