'use strict';
/** What connects us to the host: the channel that frames travel on, and our own entry in /proc. */

const { readSync, writeSync } = require('node:fs'); // taken before a handler can replace them

const CHANNEL_LOST = 74;
const CHUNK = 64 * 1024;

const bytesOf = Buffer.from.bind(Buffer);
const concat = Buffer.concat.bind(Buffer);
const leave = process.reallyExit.bind(process);

/**
 * Return how to read and write frames, and how to rest. Nonce and descriptor live in this closure only; the
 * nonce is that of the first frame. A small frame that `waits` leaves with the next one, so that the host wakes
 * up once for both. Who rests waits for the host to end us: to leave takes milliseconds of a processor that the
 * host may be about to judge the run on.
 */
function openChannel(fd) {
  const chunk = Buffer.alloc(CHUNK);
  let buffered = chunk.subarray(0, 0);
  let prefix = '';
  let ahead = chunk.subarray(0, 0);

  function read(target) {
    let count = 0;
    try {
      count = readSync(fd, target);
    } catch {
      // the host died before it had read everything: as good as closed
    }
    if (count === 0) leave(CHANNEL_LOST);
    return count;
  }

  function takeHeader() {
    let end;
    let header = '';
    while ((end = buffered.indexOf('\n')) < 0) {
      header += buffered.latin1Slice();
      buffered = chunk.subarray(0, read(chunk));
    }
    header += buffered.latin1Slice(0, end);
    buffered = buffered.subarray(end + 1);
    return header.split(' ');
  }

  function takeBody(length) {
    const body = Buffer.allocUnsafeSlow(length);
    let filled = buffered.copy(body);
    buffered = buffered.subarray(filled);
    while (filled < length) filled += read(body.subarray(filled));
    return body;
  }

  function receive(kind) {
    const [marker, nonce, received, length] = takeHeader();
    if (received !== kind) throw new Error(`expected a ${kind} frame, got ${received}`);
    prefix = `${marker} ${nonce} `;
    return takeBody(Number(length));
  }

  function write(bytes) {
    let written = 0;
    while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written);
  }

  function send(kind, text, waits = false) {
    const body = bytesOf(text);
    const header = concat([ahead, bytesOf(`${prefix}${kind} ${body.length}\n`)]);
    ahead = waits ? concat([header, body]) : chunk.subarray(0, 0);
    if (waits) return;
    const parts = body.length < CHUNK ? [concat([header, body])] : [header, body];
    try {
      for (const part of parts) write(part);
    } catch {
      leave(CHANNEL_LOST);
    }
  }

  function rest() {
    try {
      while (readSync(fd, chunk) > 0);
    } finally {
      leave(0);
    }
  }

  return { receive, send, rest };
}

/** Return how to read a line of our /proc/self/status in megabytes; 0 where there is none. */
function statusReader(fd) {
  const buffer = Buffer.alloc(16 * 1024);
  return (key) => {
    try {
      const text = buffer.latin1Slice(0, readSync(fd, buffer, 0, buffer.length, 0));
      return parseInt(text.slice(text.indexOf(`${key}:`) + key.length + 1), 10) / 1024 || 0;
    } catch {
      return 0; // no such file here, or a handler that took the methods of strings away
    }
  };
}

module.exports = { CHANNEL_LOST, openChannel, statusReader };
