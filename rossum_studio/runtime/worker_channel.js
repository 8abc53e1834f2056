'use strict';
/** What connects us to the host: the channel that frames travel on, and our own entry in /proc. */

const { readSync, writeSync } = require('node:fs'); // taken before a handler can replace them

const CHANNEL_LOST = 74;
const CHUNK = 64 * 1024;
const LINE_LENGTH = 32; // of /proc/self/status

const bytesOf = Buffer.from.bind(Buffer);
const byteLength = Buffer.byteLength.bind(Buffer);
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
  let ahead = '';

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
    return header;
  }

  function takeBody(length) {
    const body = Buffer.allocUnsafeSlow(length);
    let filled = buffered.copy(body);
    buffered = buffered.subarray(filled);
    while (filled < length) filled += read(body.subarray(filled));
    return body;
  }

  /** Return the text of the next frame. */
  function receive(kind) {
    if (buffered.length === 0) {
      const count = read(chunk);
      const body = wholeBody(chunk.utf8Slice(0, count), count, `${prefix}${kind} `);
      if (body !== null) return body;
      buffered = chunk.subarray(0, count);
    }
    const [marker, nonce, received, length] = takeHeader().split(' ');
    if (received !== kind) throw new Error(`expected a ${kind} frame, got ${received}`);
    prefix = `${marker} ${nonce} `;
    return takeBody(Number(length)).utf8Slice();
  }

  /** Return the body of a frame that came whole and by itself, as one that a run waits for does; else null. */
  function wholeBody(text, byteCount, start) {
    if (!text.startsWith(start)) return null;
    const end = text.indexOf('\n', start.length);
    return end + 1 + Number(text.slice(start.length, end)) === byteCount ? text.slice(end + 1) : null;
  }

  function write(text) {
    let written = writeSync(fd, text);
    if (written === byteLength(text)) return;
    const bytes = bytesOf(text);
    while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written);
  }

  function send(kind, text, waits = false) {
    const header = `${ahead}${prefix}${kind} ${byteLength(text)}\n`;
    ahead = waits ? header + text : '';
    if (waits) return;
    const parts = text.length < CHUNK ? [header + text] : [header, text];
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

/**
 * Return how to read a line of our /proc/self/status in megabytes; 0 where there is none. A line is mostly
 * where it was the last time, and a run waits for it, so that is where it is looked for first.
 */
function statusReader(fd) {
  const buffer = Buffer.alloc(16 * 1024);
  const places = {};
  return (key) => {
    try {
      const count = readSync(fd, buffer, 0, buffer.length, 0);
      const place = places[key] ?? 0;
      let line = buffer.latin1Slice(place, place + LINE_LENGTH);
      if (!line.startsWith(key)) {
        places[key] = buffer.latin1Slice(0, count).indexOf(`${key}:`);
        line = buffer.latin1Slice(places[key], count);
      }
      return parseInt(line.slice(key.length + 1), 10) / 1024 || 0;
    } catch {
      return 0; // no such file here, or a handler that took the methods of strings away
    }
  };
}

module.exports = { CHANNEL_LOST, openChannel, statusReader };
