#!/bin/sh
# A lender's client with nothing but curl: the whole flow, and a refusal.
#   sh journey.sh http://127.0.0.1:8080
set -eu
base=$1
key='x-api-key: curl'
hash='server-hash: any'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

expect() { # what, pattern, text
    printf '%s' "$3" | grep -q "$2" || { echo "$1: expected $2, got $3" >&2; exit 1; }
}

created=$(curl -sS "$base/bank-connect/v1/session/" -H 'content-type: application/json' -d '{"api_key": "curl", "link_id": "cust-curl"}')
session=$(printf '%s' "$created" | sed 's/.*"session_id": *"\([^"]*\)".*/\1/')
curl -sSf "$base/_emulator/specimens/salaried-asha/icici/plain.pdf?session_id=$session&world=curl" -o "$work/statement.pdf"
# Large bodies make curl ask "Expect: 100-continue" first.
uploaded=$(curl -sS "$base/bank-connect/v1/statement/upload_session/" -H "$key" -F session_id="$session" -F upload_type=PDF -F bank_name=icici -F file=@"$work/statement.pdf")
expect upload '"statement_id"' "$uploaded"
expect initiate '"success"' "$(curl -sS -X POST "$base/bank-connect/v1/session_data/$session/initiate_processing" -H "$key" -H "$hash")"
curl -sSf -X POST "$base/_emulator/clock/advance?world=curl" -d '{"by": "10s"}' -o "$work/advance.json"
status=$(curl -sS "$base/bank-connect/v1/session_data/$session/session_status/" -H "$key" -H "$hash")
expect status '"account_status": *"completed"' "$status"
code=$(curl -sS -o "$work/late.json" -w '%{http_code}' "$base/bank-connect/v1/statement/upload_session/" -H "$key" -F session_id="$session" -F upload_type=PDF -F file=@"$work/statement.pdf")
expect late '^400$' "$code"
expect late 'SESSION_EXPIRED' "$(cat "$work/late.json")"
link=$(curl -sS "$base/bank-connect/v1/session_data/$session/get_pdfs/" -H "$key" -H "$hash" | sed 's/.*"pdf_url": *"\([^"]*\)".*/\1/')
curl -sSf "$link" -o "$work/again.pdf"
cmp "$work/statement.pdf" "$work/again.pdf"
echo "curl: all as it should be"
