"""PHP 7.3 or later with its cURL extension."""

from __future__ import annotations

from retouch_lib.presets.snippets.filling import Facts, filled, payload_lines

_TEMPLATE = r"""<?php
// Retouches one photo with the preset @@TITLE@@: start, poll, download.
//
//   export RETOUCH_TOKEN=...        your token, in the environment only
//   export RETOUCH_API_BASE=...     another server than the one below, up to and including /api/v1; can be left out
//   php retouch.php [photo.jpg]
//
// One run takes one credit. Run again with the same photo and payload it joins the job that is there and pays nothing,
// as long as the server remembers the key; how long it does is not documented.
declare(strict_types=1);

const AGAIN = ''; // any other word here pays once more for the same photo and payload
const PAYLOAD = <<<'JSON'
@@PAYLOAD@@
JSON;
const KINDS = ['ffd8ff' => '.jpg', '89504e' => '.png', '504b03' => '.zip'];

function base(): string
{
    return rtrim(getenv('RETOUCH_API_BASE') ?: @@BASE@@, '/');
}

// A UUID (version 8) made from the photo and the payload.
function key_of(string $photo): string
{
    $flat = preg_replace('/\n */', '', PAYLOAD);
    $hex = hash('sha256', hash_file('sha256', $photo) . "\n" . $flat . "\n" . AGAIN);
    return substr($hex, 0, 8) . '-' . substr($hex, 8, 4) . '-8' . substr($hex, 13, 3) . '-8' . substr($hex, 17, 3) . '-'
        . substr($hex, 20, 12);
}

// The reply's JSON; the error number may stand only there. A proxy's page counts as nothing. Null: no answer.
function ask(string $path, array $options): ?array
{
    $curl = curl_init(base() . '/retoucher/' . $path);
    curl_setopt_array($curl, $options + [CURLOPT_RETURNTRANSFER => true, CURLOPT_CONNECTTIMEOUT => 10]);
    $body = curl_exec($curl);
    $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    if ($body === false) {
        return null;
    }
    $value = json_decode($body, true);
    return ['text' => $body] + (is_array($value) ? $value : ['status' => $status]);
}

function stop(string $sentence): void
{
    fwrite(STDERR, $sentence . "\n");
    exit(1);
}

function start(string $token, string $photo): string
{
    $reply = ask('start', [
        CURLOPT_POST => true,
        CURLOPT_HTTPHEADER => ['Idempotency-Key: ' . key_of($photo)],
        CURLOPT_POSTFIELDS => ['file' => new CURLFile($photo), 'token' => $token, 'payload' => PAYLOAD],
    ]);
    if ($reply === null) {
        stop('No answer came. Run this again: it joins the job by its key.');
    }
    if (empty($reply['id'])) {
        stop('Not started. The server says: ' . substr($reply['text'], 0, 300));
    }
    return (string) $reply['id'];
}

function wait_for(string $job): void
{
    for ($tries = 0; $tries < 17280; $tries++) { // every 5 s, up to the 24 hours that a result lives
        $reply = ask('status/' . rawurlencode($job), [CURLOPT_TIMEOUT => 90]) ?? [];
        if (($reply['state'] ?? '') === 'completed') {
            return;
        }
        if (($reply['state'] ?? '') === 'failed') {
            stop('The job failed: ' . ($reply['reason'] ?? ''));
        }
        if (($reply['status'] ?? 0) === 404) {
            stop('The server has no such job any more; results live 24 hours.');
        }
        sleep(5);
    }
    stop('The job did not end within 24 hours.');
}

function download(string $job, string $result): string
{
    $file = fopen($result . '.part', 'wb');
    $curl = curl_init(base() . '/retoucher/getFile/' . rawurlencode($job));
    curl_setopt_array($curl, [
        CURLOPT_FILE => $file,
        CURLOPT_FOLLOWLOCATION => true,
        CURLOPT_FAILONERROR => true,
        CURLOPT_CONNECTTIMEOUT => 10,
    ]);
    $came = curl_exec($curl);
    fclose($file);
    if ($came === false) {
        stop('The result did not come: ' . curl_error($curl) . '. Run this again: it joins the job by its key.');
    }
    $kind = KINDS[bin2hex((string) file_get_contents($result . '.part', false, null, 0, 3))] ?? null;
    if ($kind === null) {
        stop("The result is no picture and no ZIP; it was left as $result.part.");
    }
    rename($result . '.part', $result . $kind);
    return $result . $kind;
}

$token = getenv('RETOUCH_TOKEN') ?: '';
$photo = $argv[1] ?? @@PHOTO@@;
if ($token === '') {
    stop('Set RETOUCH_TOKEN to your token first. Nothing was sent.');
}
if (!is_readable($photo)) {
    stop("The photo $photo can't be read. Nothing was sent.");
}
$job = start($token, $photo);
fwrite(STDERR, "Job $job\n");
wait_for($job);
$folder = pathinfo($photo, PATHINFO_DIRNAME);
echo download($job, $folder . '/' . pathinfo($photo, PATHINFO_FILENAME) . '_@@SUFFIX@@'), "\n";
"""


def write(facts: Facts) -> str:
    values = {
        "TITLE": facts.title,
        "BASE": _quoted(facts.base),
        "PHOTO": _quoted(facts.photo),
        "PAYLOAD": payload_lines(facts.preset),
        "SUFFIX": facts.suffix,
    }
    return filled(_TEMPLATE, values)


def _quoted(text: str) -> str:
    """In single quotes, where only the quote and the backslash mean something."""
    inside = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{inside}'"
