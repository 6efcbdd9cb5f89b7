#!/bin/sh
# Makes what compose.yaml needs to keep to itself, once: ./secrets.sh [FOLDER]. What is there already stays.
set -eu
folder=${1:-$(dirname "$0")/secrets}
umask 077
mkdir -p "$folder"
cd "$folder"
new() { [ -e "$1" ] || od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$1"; }
new lab_secret
new db_password
new s3_key
new cookie_secret
[ -e s3.json ] || cat >s3.json <<JSON
{"identities": [{"name": "lab", "actions": ["Admin", "Read", "Write", "List", "Tagging"],
  "credentials": [{"accessKey": "lab", "secretKey": "$(cat s3_key)"}]}]}
JSON
[ -e streamlit.toml ] || cat >streamlit.toml <<TOML
RETOUCH_DATABASE_URL = "postgresql://lab:$(cat db_password)@db/lab"
RETOUCH_FILES_KEY = "lab"
RETOUCH_FILES_SECRET = "$(cat s3_key)"

# The login: of your provider (Google, Microsoft Entra, Keycloak, …), see docs/teams.md.
[auth]
redirect_uri = "https://lab.example/oauth2callback"
cookie_secret = "$(cat cookie_secret)"
client_id = ""
client_secret = ""
server_metadata_url = "https://accounts.google.com/.well-known/openid-configuration"
TOML
# The containers run as users of their own; the folder keeps others out.
chmod 0644 lab_secret db_password s3.json streamlit.toml
echo "In $folder. Write your login into streamlit.toml."
