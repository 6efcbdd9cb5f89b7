"""curl with bash's quoting; runs on Linux and on macOS with the bash 3.2 that is part of it."""

from __future__ import annotations

import shlex

from retouch_lib.presets.snippets.filling import Facts, filled, payload_lines

_TEMPLATE = r"""#!/usr/bin/env bash
# Retouches one photo with the preset @@TITLE@@: start, poll, download.
#
#   export RETOUCH_TOKEN=...        your token, in the environment only
#   export RETOUCH_API_BASE=...     another server than the one below, up to and including /api/v1; can be left out
#   bash retouch.sh [photo.jpg]
#
# One run takes one credit. Run again with the same photo and payload it joins the job that is there and pays nothing,
# as long as the server remembers the key; how long it does is not documented.
set -euo pipefail

base=${RETOUCH_API_BASE:-}
[ -n "$base" ] || base=@@BASE@@
base=${base%/}
photo=${1:-}
[ -n "$photo" ] || photo=@@PHOTO@@
again=''  # any other word here pays once more for the same photo and payload

IFS= read -r -d '' payload <<'JSON' || true
@@PAYLOAD@@
JSON
payload=${payload%$'\n'}

say() { printf '%s\n' "$*" >&2; }
sha256() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c1-64; }
# value NAME JSON: a text or a number at the top of a reply
value() {
  printf '%s' "$2" | tr -d '\r\n' | LC_ALL=C sed -n \
    -e "s/.*\"$1\"[[:space:]]*:[[:space:]]*\"\([^\"]*\)\".*/\1/p" -e t \
    -e "s/.*\"$1\"[[:space:]]*:[[:space:]]*\([0-9][0-9]*\).*/\1/p"
}

[ -n "${RETOUCH_TOKEN:-}" ] || { say 'Set RETOUCH_TOKEN to your token first. Nothing was sent.'; exit 1; }
[ -r "$photo" ] || { say "The photo $photo can't be read. Nothing was sent."; exit 1; }

# The key: a UUID (version 8) made from the photo and the payload.
flat=$(printf '%s\n' "$payload" | sed 's/^ *//' | tr -d '\n')
hash=$(printf '%s\n%s\n%s' "$(sha256 < "$photo")" "$flat" "$again" | sha256)
key=${hash:0:8}-${hash:8:4}-8${hash:13:3}-8${hash:17:3}-${hash:20:12}

# The token goes in by standard input: what stands on a command line can be read by others on the same machine.
file=${photo//\\/\\\\}
file=${file//\"/\\\"}
reply=$(printf '%s' "$RETOUCH_TOKEN" | curl --silent --show-error --connect-timeout 10 \
  --header "Idempotency-Key: $key" \
  --form "file=@\"$file\"" \
  --form 'token=<-' \
  --form-string "payload=$payload" \
  "$base/retoucher/start") || { say 'No answer came. Run this again: it joins the job by its key.'; exit 1; }
id=$(value id "$reply")
id=${id//\\\//\/}
case $id in
  '') say "Not started. The server says: $reply"; exit 1 ;;
  *[!A-Za-z0-9._~-]*)  # it becomes part of an address
    id=$(printf '%s' "$id" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g') ;;
esac
say "Job $id (key $key), $(value retouchQuota "$reply") left for today."

state=''
for _ in $(seq 17280); do  # every 5 s, up to the 24 hours that a result lives
  reply=$(curl --silent --show-error --connect-timeout 10 --max-time 90 "$base/retoucher/status/$id") || reply=''
  state=$(value state "$reply")
  [ "$state" = completed ] && break
  [ "$state" = failed ] && { say "The job failed: $(value reason "$reply")"; exit 1; }
  [ "$(value status "$reply")" = 404 ] && { say 'The server has no such job any more; results live 24 hours.'; exit 1; }
  sleep 5
done
[ "$state" = completed ] || { say 'The job did not end within 24 hours.'; exit 1; }

result="${photo%.*}_@@SUFFIX@@"
curl --silent --show-error --fail --location --retry 5 --output "$result.part" "$base/retoucher/getFile/$id"
case $(od -An -tx1 -N4 "$result.part" | tr -d ' \n') in
  ffd8ff*) kind=jpg ;;
  89504e47) kind=png ;;
  504b0304) kind=zip ;;
  *) say "The result is no picture and no ZIP; it was left as $result.part."; exit 1 ;;
esac
mv "$result.part" "$result.$kind"
printf '%s\n' "$result.$kind"
"""


def write(facts: Facts) -> str:
    values = {
        "TITLE": facts.title,
        "BASE": shlex.quote(facts.base),
        "PHOTO": shlex.quote(facts.photo),
        "PAYLOAD": payload_lines(facts.preset),
        "SUFFIX": facts.suffix,
    }
    return filled(_TEMPLATE, values)
