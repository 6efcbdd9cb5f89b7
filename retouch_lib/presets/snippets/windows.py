"""curl with the quoting of Windows' command line; curl.exe and PowerShell, which reads the replies, are part of it.

cmd.exe knows no backslash before a quote: for it each quote of the payload begins or ends a quoted part, so that what
stands in JSON's strings is outside of quotes. Every letter that means something there is therefore written \\uXXXX.
"""

from __future__ import annotations

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.snippets.filling import Facts, filled, flat, payload_lines

MAX_PAYLOAD = 7_500
"""Letters of the payload, quoted; cmd.exe takes lines of 8,191."""

_TEMPLATE = r"""@echo off
rem Retouches one photo with the preset @@TITLE@@: start, poll, download.
rem
rem   set RETOUCH_TOKEN=...        your token, in the environment only
rem   set RETOUCH_API_BASE=...     another server than the one below, up to and including /api/v1; can be left out
rem   retouch.cmd [photo.jpg]
rem
rem Save it as retouch.cmd (UTF-8). It needs Windows 10 or later. One run takes one credit. Run again with the same
rem photo and payload it joins the job that is there and pays nothing, as long as the server remembers the key; how long
rem it does is not documented.
setlocal DisableDelayedExpansion
chcp 65001 >nul

set "base=@@BASE@@"
if defined RETOUCH_API_BASE set "base=%RETOUCH_API_BASE%"
if "%base:~-1%"=="/" set "base=%base:~0,-1%"
set "photo=%~1"
if not defined photo set "photo=@@PHOTO@@"
rem Any word behind the = pays once more for the same photo and payload:
set "again="
set "payload=@@PAYLOAD@@"

if not defined RETOUCH_TOKEN (
  echo Set RETOUCH_TOKEN to your token first. Nothing was sent. 1>&2
  exit /b 1
)
if not exist "%photo%" (
  echo The photo "%photo%" can't be read. Nothing was sent. 1>&2
  exit /b 1
)
if not "%photo:,=%%photo:;=%"=="%photo%%photo%" (
  echo curl takes no photo with a comma or semicolon in its name or folder: rename it. Nothing was sent. 1>&2
  exit /b 1
)
for %%F in ("%photo%") do set "result=%%~dpnF_@@SUFFIX@@"
set "part=%result%.part"
set "reply=%TEMP%\retouch-%RANDOM%%RANDOM%.json"

rem The key: a UUID (version 8) made from the photo and the payload, the same as in the other languages' scripts.
set "key="
for /f "usebackq delims=" %%K in (`powershell -NoProfile -Command "$h=(Get-FileHash -Algorithm SHA256 -LiteralPath $env:photo).Hash.ToLower(); $p=$env:payload.Replace(([string][char]92+[char]34),[string][char]34); $b=[Text.Encoding]::UTF8.GetBytes($h+[char]10+$p+[char]10+$env:again); $x=[BitConverter]::ToString([Security.Cryptography.SHA256]::Create().ComputeHash($b)).Replace('-','').ToLower(); $x.Substring(0,8)+'-'+$x.Substring(8,4)+'-8'+$x.Substring(13,3)+'-8'+$x.Substring(17,3)+'-'+$x.Substring(20,12)"`) do set "key=%%K"
if not defined key (
  echo The key could not be made. Nothing was sent. 1>&2
  exit /b 1
)

curl --silent --show-error --connect-timeout 10 --header "Idempotency-Key: %key%" --form "file=@%photo%" --form-string "token=%RETOUCH_TOKEN%" --form-string "payload=%payload%" --output "%reply%" "%base%/retoucher/start"
if errorlevel 1 (
  echo No answer came. Run this again: it joins the job by its key. 1>&2
  exit /b 1
)
set "id="
for /f "usebackq delims=" %%I in (`powershell -NoProfile -Command "$i=(Get-Content -Raw -LiteralPath $env:reply|ConvertFrom-Json).id; if($i -match '^[A-Za-z0-9._-]+$'){$i}"`) do set "id=%%I"
if not defined id (
  echo Not started, or under a name that this script can't ask for. The server says: 1>&2
  type "%reply%" 1>&2
  exit /b 1
)
echo Job %id% (key %key%) 1>&2

rem Every 5 s, up to the 24 hours that a result lives.
set /a tries=0
:poll
set "state="
curl --silent --show-error --connect-timeout 10 --max-time 90 --output "%reply%" "%base%/retoucher/status/%id%"
if not errorlevel 1 for /f "usebackq delims=" %%S in (`powershell -NoProfile -Command "$r=Get-Content -Raw -LiteralPath $env:reply|ConvertFrom-Json; if($r.state){$r.state}else{$r.status}"`) do set "state=%%S"
if "%state%"=="completed" goto download
if "%state%"=="failed" (
  echo The job failed: 1>&2
  type "%reply%" 1>&2
  exit /b 1
)
if "%state%"=="404" (
  echo The server has no such job any more; results live 24 hours. 1>&2
  exit /b 1
)
set /a tries+=1
if %tries% geq 17280 (
  echo The job did not end within 24 hours. 1>&2
  exit /b 1
)
ping -n 6 127.0.0.1 >nul
goto poll

:download
del "%reply%"
curl --silent --show-error --fail --location --retry 5 --output "%part%" "%base%/retoucher/getFile/%id%"
if errorlevel 1 (
  echo The result did not come. Run this again: it joins the job by its key. 1>&2
  exit /b 1
)
set "kind="
for /f "usebackq delims=" %%T in (`powershell -NoProfile -Command "$s=[IO.File]::OpenRead($env:part); $a=$s.ReadByte(); $s.Close(); switch($a){255{'jpg'} 137{'png'} 80{'zip'}}"`) do set "kind=%%T"
if not defined kind (
  echo The result is no picture and no ZIP; it was left as "%part%". 1>&2
  exit /b 1
)
move /y "%part%" "%result%.%kind%" >nul
for %%F in ("%result%.%kind%") do echo %%~F
"""  # noqa: E501 - a line of cmd.exe can't be broken within quotes


def write(facts: Facts) -> str:
    """Raises InvalidPayload when the payload is longer than a command line. Lines end with CR LF, as cmd.exe wants."""
    payload = quoted(facts.preset)
    if len(payload) > MAX_PAYLOAD:
        raise InvalidPayload(
            "The payload is too long for a Windows command line (8,191 letters). Take Python or Node.js."
        )
    values = {
        "TITLE": facts.title,
        "BASE": _in_set(facts.base),
        "PHOTO": _in_set(facts.photo),
        "PAYLOAD": payload,
        "SUFFIX": facts.suffix,
    }
    return filled(_TEMPLATE, values).replace("\n", "\r\n")


def quoted(preset: Preset) -> str:
    """The payload as it stands between double quotes on a command line, as on the vendor's page: {\\"mode\\":…}.

    No backslash is left but those of \\uXXXX and those before a quote.
    """
    return flat(payload_lines(preset)).replace('"', '\\"')


def _in_set(text: str) -> str:
    """In `set "name=…"`: only percent signs mean something, and a quote can be in no file's name on Windows."""
    return text.replace('"', "").replace("%", "%%")
