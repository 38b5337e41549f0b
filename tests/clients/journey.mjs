// A lender's client in Node, with axios and form-data: the whole flow, a refusal, and both ways to upload.
//   node journey.mjs http://127.0.0.1:8080
import axios from "axios";
import FormData from "form-data";
import assert from "node:assert/strict";
import http from "node:http";

const base = process.argv[2];
const api = axios.create({ baseURL: base, headers: { "x-api-key": "node", "server-hash": "any" }, maxRedirects: 0 });

// The lender's webhook receiver.
const received = [];
const receiver = http.createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    received.push({ secret: request.headers["x-secret-key"], body: JSON.parse(body) });
    response.end("ok");
  });
});
await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
const webhook_url = `http://127.0.0.1:${receiver.address().port}/hook`;
await api.post("/bank-connect/v1/session_data/update_webhook/", { webhook_url, webhook_mode: 3, secret_key: "node-secret" });

const session = (await api.post("/bank-connect/v1/session/", { api_key: "node", link_id: "cust-node" })).data;
assert.match(session.session_id, /^[0-9a-f-]{36}$/);

const specimen = (bank) => `/_emulator/specimens/two-banks-lakshmi/${bank}/plain.pdf?session_id=${session.session_id}&world=node`;
const pdf = async (bank) => Buffer.from((await api.get(specimen(bank), { responseType: "arraybuffer" })).data);

// As a file of a form, and as Base64 text.
const form = new FormData();
form.append("session_id", session.session_id);
form.append("upload_type", "PDF");
form.append("bank_name", "hdfc");
form.append("file", await pdf("hdfc"), { filename: "statement.pdf", contentType: "application/pdf" });
const uploaded = (await api.post("/bank-connect/v1/statement/upload_session/?identity=true", form, { headers: form.getHeaders() })).data;
assert.equal(uploaded.session_id, session.session_id);
const base64 = new FormData();
for (const [name, value] of Object.entries({ session_id: session.session_id, upload_type: "BASE64", bank_name: "sbi" })) base64.append(name, value);
base64.append("file", (await pdf("sbi")).toString("base64"));
const sent = base64.getBuffer();
await api.post("/bank-connect/v1/statement/upload_session/", sent, { headers: base64.getHeaders() });

// The same once more is refused, as an error axios throws.
const refusal = await api.post("/bank-connect/v1/statement/upload_session/", sent, { headers: base64.getHeaders() }).catch((error) => error.response);
assert.equal(refusal.status, 400);
assert.equal(refusal.data.error.code, "STATEMENT_DUPLICATE");

const requested = await api.post(`/bank-connect/v1/session_data/${session.session_id}/initiate_processing/`);
assert.equal(requested.status, 202);
assert.equal((await api.get(`/bank-connect/v1/session_data/${session.session_id}/progress/`)).data.session_progress, "processing");
await api.post("/_emulator/clock/advance?world=node", { by: "10s" });
assert.equal((await api.get(`/bank-connect/v1/session_data/${session.session_id}/progress/`)).data.session_progress, "completed");

assert.equal(received.length, 1);
assert.equal(received[0].secret, "node-secret");
assert.deepEqual(received[0].body.accounts.map((account) => account.account_status), ["completed", "completed"]);

const pdfs = (await api.get(`/bank-connect/v1/session_data/${session.session_id}/get_pdfs/`)).data;
const link = await axios.get(pdfs.statements[0].pdf_url, { responseType: "arraybuffer" });
assert.equal(Buffer.from(link.data).subarray(0, 5).toString(), "%PDF-");
assert.equal((await api.get("/bank-connect/v1/banks/catalogue")).status, 200);
assert.equal((await api.delete(`/bank-connect/v1/session_data/${session.session_id}/delete/`)).status, 200);
const gone = await api.get(`/bank-connect/v1/session_data/${session.session_id}/progress/`).catch((error) => error.response);
assert.equal(gone.data.error.code, "SESSION_DELETED");
receiver.close();
console.log("axios: all as it should be");
