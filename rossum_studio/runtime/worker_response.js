'use strict';
/** What the handler returned, as JSON; and everything JSON.stringify would change about it without a word. */

const types = require('node:util/types');

const MAX_WARNINGS = 20;
const EMPTIED = [
  'isMap', 'isSet', 'isWeakMap', 'isWeakSet', 'isRegExp', 'isNativeError', 'isPromise', 'isAnyArrayBuffer',
  'isGeneratorObject', 'isMapIterator', 'isSetIterator',
].map((name) => types[name]);

const { stringify } = JSON;
const { keys: keysOf } = Object;
const { isArray } = Array;
const { isBuffer } = Buffer;
const { isView } = ArrayBuffer;

/**
 * Return the frame for what the handler returned: a result, or why it cannot be one.
 *
 * @param {unknown} response
 * @returns {{kind: 'result' | 'invalid', body: string, warnings: string[]}} The warnings name what changed.
 */
function encodeResponse(response) {
  if (response === undefined || response === null) return { kind: 'result', body: 'null', warnings: [] };
  try {
    const text = stringify(response);
    if (isArray(response) || text?.[0] !== '{') return notAnObject(response);
    return { kind: 'result', body: text, warnings: describeChanges(response) };
  } catch (error) {
    return invalid(...explain(response, error));
  }
}

function notAnObject(response) {
  return invalid(`The handler returned ${withArticle(response)}; Rossum expects an object`, '');
}

function invalid(message, pointer) {
  return { kind: 'invalid', body: stringify({ message, pointer }), warnings: [] };
}

// What changes

/** Return a sentence for each value that is not the same after a journey through JSON. */
function describeChanges(response) {
  const changes = [];
  let count = 0;
  const note = (what, keys, effect) => {
    count += 1;
    if (count <= MAX_WARNINGS) changes.push(`${what} at ${pointerOf(keys)} ${effect}.`);
  };
  try {
    visit(response, [], note);
  } catch {
    // nested too deeply to look through, or a getter that works only once: JSON.stringify had no trouble
  }
  const untold = count - MAX_WARNINGS;
  if (untold > 0) changes.push(`${untold} more values of the response change likewise.`);
  return changes;
}

function visit(value, keys, note) {
  if (typeof value === 'number' && !Number.isFinite(value)) note(String(value), keys, 'becomes null in JSON');
  if (typeof value !== 'object' || value === null) return;
  const change = changeOfObject(value);
  if (change !== '') note(`The ${nameOf(value)}`, keys, change);
  else if (typeof value.toJSON !== 'function') visitWithin(value, keys, note);
}

/** What becomes of an object that JSON has no form for; empty for those it has. */
function changeOfObject(value) {
  if (types.isDate(value)) return 'becomes text in JSON';
  if (types.isPromise(value)) return 'becomes {} in JSON: await it';
  if (isBuffer(value) || isView(value)) return 'becomes an object of numbers in JSON';
  return EMPTIED.some((is) => is(value)) ? 'becomes {} in JSON' : '';
}

function visitWithin(value, keys, note) {
  const within = isArray(value) ? value.keys() : keysOf(value);
  for (const key of within) {
    const child = value[key];
    keys.push(key);
    if (child === undefined || typeof child === 'function' || typeof child === 'symbol') {
      const what = child === undefined ? 'undefined' : `The ${typeof child}`;
      note(what, keys, isArray(value) ? 'becomes null in JSON' : 'is left out of the JSON');
    } else {
      visit(child, keys, note);
    }
    keys.pop();
  }
}

// What cannot be

/** Return what keeps a response from being JSON, and the pointer of the place. */
function explain(response, error) {
  if (error instanceof RangeError) {
    const isLong = /string length/.test(error.message);
    return [isLong ? 'The response is too long' : 'The response is nested too deeply', ''];
  }
  const fallback = [`The response cannot be serialised: ${error}`, ''];
  try {
    return offence(response, [], []) ?? fallback;
  } catch {
    return fallback;
  }
}

/** Walk the value depth first, as JSON.stringify does, to the first thing that stops it. */
function offence(value, keys, parents) {
  const place = () => pointerOf(keys) || 'the top of the response';
  let shown = value;
  try {
    if (typeof value?.toJSON === 'function') shown = value.toJSON(keys.at(-1) ?? '');
  } catch (error) {
    return [`${nameOf(value)} cannot be serialised at ${place()}: ${error}`, pointerOf(keys)];
  }
  if (typeof shown === 'bigint') return [`BigInt is not JSON serialisable at ${place()}`, pointerOf(keys)];
  if (typeof shown !== 'object' || shown === null) return undefined;
  if (parents.includes(shown)) return [`${nameOf(shown)} contains itself at ${place()}`, pointerOf(keys)];
  return offenceWithin(shown, keys, [...parents, shown]);
}

function offenceWithin(value, keys, parents) {
  for (const key of keysOf(value)) {
    const within = [...keys, key];
    let child;
    try {
      child = value[key];
    } catch (error) {
      return [`${nameOf(value)} cannot be serialised at ${pointerOf(within)}: ${error}`, pointerOf(within)];
    }
    const found = offence(child, within, parents);
    if (found !== undefined) return found;
  }
  return undefined;
}

// Words

function pointerOf(keys) {
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The class of an object, such as Map. */
function nameOf(value) {
  return Object(value).constructor?.name || 'Object';
}

/** Return the type of a value for use in a sentence: an array, a string, a Map. */
function withArticle(value) {
  const name = isArray(value) ? 'array' : typeof value === 'object' ? nameOf(value) : typeof value;
  return /^[aeiou]/i.test(name) ? `an ${name}` : `a ${name}`;
}

module.exports = { encodeResponse, withArticle };
