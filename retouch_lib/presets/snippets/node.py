"""Node.js 18 or later: fetch, FormData and Blob are part of it."""

from __future__ import annotations

import json

from retouch_lib.presets.snippets.filling import Facts, filled, payload_lines

_TEMPLATE = r"""// Retouches one photo with the preset @@TITLE@@: start, poll, download.
//
//   export RETOUCH_TOKEN=...        your token, in the environment only
//   export RETOUCH_API_BASE=...     another server than the one below, up to and including /api/v1; can be left out
//   node retouch.mjs [photo.jpg]
//
// One run takes one credit. Run again with the same photo and payload it joins the job that is there and pays nothing,
// as long as the server remembers the key; how long it does is not documented.
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';

const base = (process.env.RETOUCH_API_BASE || @@BASE@@).replace(/\/$/, '');
const photo = process.argv[2] ?? @@PHOTO@@;
const again = ''; // any other word here pays once more for the same photo and payload
const payload = String.raw`@@PAYLOAD@@`;

const sha256 = (data) => createHash('sha256').update(data).digest('hex');

// A UUID (version 8) made from the photo and the payload.
function key(bytes) {
  const hex = sha256(`${sha256(bytes)}\n${payload.replace(/\n */g, '')}\n${again}`);
  const version = `8${hex.slice(13, 16)}-8${hex.slice(17, 20)}`;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}-${hex.slice(20, 32)}`;
}

// The reply's JSON; the error number may stand only there. A proxy's page counts as nothing.
async function answer(response) {
  const text = await response.text();
  try {
    return { text, ...JSON.parse(text) };
  } catch {
    return { text, status: response.status };
  }
}

async function start(token) {
  const bytes = await fs.readFile(photo);
  const form = new FormData();
  form.append('file', new Blob([bytes]), path.basename(photo));
  form.append('token', token);
  form.append('payload', payload);
  const response = await fetch(`${base}/retoucher/start`, {
    method: 'POST',
    headers: { 'Idempotency-Key': key(bytes) },
    body: form,
    redirect: 'error',
  });
  const reply = await answer(response);
  if (!reply.id) throw new Error(`Not started. The server says: ${response.status} ${reply.text.slice(0, 300)}`);
  return String(reply.id);
}

async function wait(job) {
  for (let tries = 0; tries < 17280; tries += 1) { // every 5 s, up to the 24 hours that a result lives
    let reply = {};
    try {
      reply = await answer(await fetch(`${base}/retoucher/status/${encodeURIComponent(job)}`));
    } catch {
      // the job goes on without us
    }
    if (reply.state === 'completed') return;
    if (reply.state === 'failed') throw new Error(`The job failed: ${reply.reason}`);
    if (reply.status === 404) throw new Error('The server has no such job any more; results live 24 hours.');
    await new Promise((resolve) => setTimeout(resolve, 5000));
  }
  throw new Error('The job did not end within 24 hours.');
}

async function download(job) {
  const response = await fetch(`${base}/retoucher/getFile/${encodeURIComponent(job)}`);
  if (!response.ok) throw new Error(`The result did not come: ${response.status}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const kind = { ffd8ff: '.jpg', '89504e': '.png', '504b03': '.zip' }[bytes.subarray(0, 3).toString('hex')];
  if (!kind) throw new Error('The result is no picture and no ZIP.');
  const { dir, name } = path.parse(photo);
  const result = path.join(dir, `${name}_@@SUFFIX@@${kind}`);
  await fs.writeFile(`${result}.part`, bytes);
  await fs.rename(`${result}.part`, result);
  return result;
}

try {
  const token = process.env.RETOUCH_TOKEN;
  if (!token) throw new Error('Set RETOUCH_TOKEN to your token first. Nothing was sent.');
  const job = await start(token);
  console.error(`Job ${job}`);
  await wait(job);
  console.log(await download(job));
} catch (error) {
  console.error(`${error.message}\nAfter a lost connection run this again: it joins the job by its key.`);
  process.exitCode = 1;
}
"""


def write(facts: Facts) -> str:
    values = {
        "TITLE": facts.title,
        "BASE": json.dumps(facts.base),
        "PHOTO": json.dumps(facts.photo, ensure_ascii=False),
        "PAYLOAD": payload_lines(facts.preset),
        "SUFFIX": facts.suffix,
    }
    return filled(_TEMPLATE, values)
