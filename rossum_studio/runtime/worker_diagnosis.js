'use strict';
/** Why a run failed, in words: errors as the host shows them, without the worker's own frames. */

const path = require('node:path');
const { isNativeError } = require('node:util/types');

const MAX_TEXT = 256 * 1024;
const MAX_SOURCE = 500;
const MAX_CAUSES = 10;
const STACK_TRACE_LIMIT = 50; // V8 keeps 10: too few to get out of a library and back to the user's file
const OUR_FOLDER = __dirname + path.sep;
const FRAME = /^ +at /;
const PLACE = /^ +at (?:async )?(?:(.*) \()?(.*):(\d+):\d+\)?$/;

const { stringify } = JSON;

Error.stackTraceLimit = STACK_TRACE_LIMIT;

/**
 * Return the body of an exception frame.
 *
 * @param {unknown} error What was thrown; it need not be an Error.
 * @param {string} filename Of the user's file, as it was compiled under.
 * @param {string} code The text of that file.
 * @returns {{type: string, message: string, line: number | null, traceback: string, frames: object[]}}
 *   `line` is that of the innermost frame in the user's file; frames come outermost first.
 */
function describeError(error, filename, code) {
  try {
    return isError(error) ? describe(error, filename, code) : describeValue(error);
  } catch {
    const text = 'what was thrown cannot be described';
    return { type: 'Error', message: text, line: null, traceback: `Error: ${text}\n`, frames: [] };
  }
}

function isError(value) {
  return isNativeError(value) || value instanceof Error;
}

function describe(error, filename, code) {
  const { head, stack } = readStack(error, filename);
  const frames = stack.flatMap((line) => readFrame(line, filename, code)).reverse();
  const users = frames.filter((frame) => frame.is_user);
  return {
    type: typeOf(error),
    message: messageOf(error),
    line: users.at(-1)?.line ?? lineOfHead(head, filename),
    traceback: traceback(error, filename).slice(0, MAX_TEXT),
    frames,
  };
}

/** Anything can be thrown: text, a number, a plain object. */
function describeValue(value) {
  const type = value?.constructor?.name ?? String(value);
  const text = typeof value === 'object' ? stringify(value) : String(value);
  const message = String(text).slice(0, MAX_TEXT);
  return { type, message, line: null, traceback: `${type}: ${message}\n`, frames: [] };
}

/** The name that was set on the error, else that of its class. */
function typeOf(error) {
  const { name } = error;
  return name && name !== 'Error' ? String(name) : String(error.constructor?.name || 'Error');
}

function messageOf(error) {
  return String(error.message).slice(0, MAX_TEXT);
}

/** Split the text V8 made of the stack into what stands before the frames, and the frames that tell. */
function readStack(error, filename) {
  const lines = String(error.stack ?? '').split('\n');
  const first = lines.findIndex((line) => FRAME.test(line));
  if (first < 0) return { head: lines.join('\n'), stack: [] };
  const head = lines.slice(0, first).join('\n');
  const frames = lines.slice(first).filter((line) => FRAME.test(line));
  const end = lineOfHead(head, filename) === null ? endOfStack(frames, filename) : 0;
  return { head, stack: frames.slice(0, end).filter((line) => !line.includes(OUR_FOLDER)) };
}

/** What is outside the user's outermost frame, or else outside ours, belongs to Node.js and the worker. */
function endOfStack(frames, filename) {
  const lastOfUser = frames.findLastIndex((line) => isIn(line, filename));
  if (lastOfUser >= 0) return lastOfUser + 1;
  const firstOfOurs = frames.findIndex((line) => line.includes(OUR_FOLDER));
  return firstOfOurs < 0 ? frames.length : firstOfOurs;
}

function isIn(line, filename) {
  return line.includes(` ${filename}:`) || line.includes(`(${filename}:`);
}

function readFrame(line, filename, code) {
  const isUser = isIn(line, filename);
  const place = PLACE.exec(isUser ? line.replace(`${filename}:`, 'user:') : line);
  if (place === null) return []; // native code: JSON.parse (<anonymous>)
  const [, name = '<anonymous>', file, number] = place;
  return {
    file: isUser ? filename : file,
    line: Number(number),
    function: name,
    source: isUser ? sourceLine(code, Number(number)) : '',
    is_user: isUser,
  };
}

function sourceLine(code, number) {
  return (code.split('\n', number)[number - 1] ?? '').trim().slice(0, MAX_SOURCE);
}

/** A file that does not compile has no frames; V8 puts `<file>:<line>` and the source above the message. */
function lineOfHead(head, filename) {
  return head.startsWith(`${filename}:`) ? parseInt(head.slice(filename.length + 1), 10) || null : null;
}

/** The error as Node.js prints it, with what caused it. */
function traceback(error, filename, depth = 0) {
  const { head, stack } = readStack(error, filename);
  const title = lineOfHead(head, filename) === null ? `${typeOf(error)}: ${messageOf(error)}` : head;
  const own = [title.trimEnd(), ...stack].join('\n') + '\n';
  if (depth === MAX_CAUSES) return own;
  const causes = [error.cause, ...(Array.isArray(error.errors) ? error.errors : [])].filter(isError);
  return [own, ...causes.map((cause) => traceback(cause, filename, depth + 1))].join('\nCaused by:\n');
}

module.exports = { describeError };
