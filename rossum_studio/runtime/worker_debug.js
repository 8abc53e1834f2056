'use strict';
/**
 * The debugger inside a JavaScript worker: V8's own, talking to the host over a descriptor that we inherit.
 *
 * While the main thread stands still it can relay nothing, so a second thread does: this file is the main of
 * that thread as well. Each line is a message of the Chrome DevTools Protocol. Besides V8's methods there is
 * `Rossum.run`, for which the handler waits, and the notification `Rossum.logged`.
 *
 * Source: chromedevtools.github.io/devtools-protocol/v8.
 */

const inspector = require('node:inspector');
const net = require('node:net');
const path = require('node:path');
const util = require('node:util');
const workerThreads = require('node:worker_threads');
const { pathToFileURL } = require('node:url');

const CONNECTED = 1;
const GONE = 2;
const LONGEST_STEP_MS = 2000;
const TURNS = 1000;
const MAX_PARTS = 300;
const MAX_TEXT = 400;
const VALUES = Symbol.for('rossum-studio.debugger'); // under which javascript_values.py finds us

const { keys, getOwnPropertyDescriptor, defineProperty } = Object;
const isArray = Array.isArray;
const inspect = util.inspect;

// In the main thread

/** What stops the handler of this process when the host says so. */
class Debugger {
  #thread;
  #released;
  #steps = new Int32Array(new SharedArrayBuffer(4));

  /** The promise whose rejection is that of the handler; null until it has returned one. */
  awaited = null;

  #values = new Values((log) => this.#thread.postMessage(log));

  constructor(fd) {
    this.#thread = new workerThreads.Worker(__filename, { workerData: { fd, steps: this.#steps } });
    this.#released = new Promise((resolve) => this.#thread.once('message', resolve));
    workerThreads.Worker = class Worker {
      constructor() {
        throw Object.assign(new Error('Access to this API has been restricted'), { code: 'ERR_ACCESS_DENIED' });
      }
    };
    defineProperty(globalThis, VALUES, { value: this.#values });
    process.on('exit', () => this.disconnect());
    this.#await(CONNECTED);
  }

  /** Wait until the thread has come so far, and let V8 take what that means for it between two calls. */
  #await(step) {
    Atomics.wait(this.#steps, 0, step - 1, LONGEST_STEP_MS);
    for (let turn = 0; turn < TURNS; turn += 1) noop();
  }

  /** Let the host say where to stop, before the handler runs. The event loop has to turn meanwhile. */
  async wait(payload) {
    this.#values.payload = payload;
    await this.#released;
    this.#thread.unref();
  }

  /**
   * Run a part of the user's code such that V8 finds nobody who would catch what it throws, and stops at it.
   *
   * What it throws reaches the process as an uncaught error or an unhandled rejection, and ends the run there.
   */
  runUncaught(part) {
    return new Promise((resolve) => {
      setImmediate(() => {
        const result = part();
        if (result instanceof Promise) this.awaited = result.then(resolve);
        else resolve(result);
      });
    });
  }

  /** Part from V8's debugger, once all that was logged is on its way: Node.js does not exit before. */
  disconnect() {
    if (Atomics.load(this.#steps, 0) === GONE) return;
    this.#thread.postMessage(null);
    this.#await(GONE);
  }
}

/** What the host asks of the values of the program; see javascript_values.py. */
class Values {
  payload = null;
  #log;
  #hits = new Map();
  #types = null;

  constructor(log) {
    this.#log = log;
  }

  /** Whether a breakpoint is reached for the right time, this being one more. */
  hit(id, operator, count) {
    const times = (this.#hits.get(id) ?? 0) + 1;
    this.#hits.set(id, times);
    if (operator === '%') return times % count === 0;
    if (operator === '>=') return times >= count;
    if (operator === '<=') return times <= count;
    if (operator === '>') return times > count;
    return operator === '<' ? times < count : times === count;
  }

  /** Whether a condition is met; one that fails is, so that it is noticed. */
  holds(line, condition) {
    try {
      return Boolean(condition());
    } catch (error) {
      this.#log({ line, text: `The condition failed: ${error}` });
      return true;
    }
  }

  /** Write what a breakpoint is to log, and go on. */
  log(line, parts) {
    let text;
    try {
      text = parts().map((part) => (typeof part === 'string' ? part : inspect(part))).join('');
    } catch (error) {
      text = String(error);
    }
    this.#log({ line, text });
    return false;
  }

  /** Return what is inside a value, flat: name, one line about it, the thing itself, for each. */
  parts(value) {
    const all = this.#allParts(value);
    const shown = all.slice(0, MAX_PARTS);
    if (all.length > shown.length) shown.push(['...', undefined, `${all.length - shown.length} more`]);
    return shown.flatMap(([name, part, text]) => [name, text ?? this.describe(part), part]);
  }

  #allParts(value) {
    if (value instanceof Map) return [...value].map(([key, part]) => [inspect(key), part]);
    if (value instanceof Set) return [...value].map((part, place) => [String(place), part]);
    return keys(value).map((name) => [isArray(value) ? `[${name}]` : name, ...this.#read(value, name)]);
  }

  /** Return a property's value, or instead of it why there is none. */
  #read(value, name) {
    try {
      const { value: part, get } = getOwnPropertyDescriptor(value, name);
      return get ? [undefined, '(computed when read)'] : [part];
    } catch {
      return [undefined, '(not set yet)']; // a name of a scope, above its declaration
    }
  }

  /** Return one line about a value: a node of the document as its field, all else as Node.js shows it. */
  describe(value) {
    const text = this.#describeNode(value) ?? inspect(value, { depth: 1, breakLength: Infinity, maxArrayLength: 5 });
    return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text;
  }

  #describeNode(value) {
    if (typeof value?.schema_id !== 'string') return null;
    const { schema_id: schemaId, category, content, children } = value;
    if (typeof content === 'object' && content !== null && 'value' in content) {
      const type = this.#typeOf(schemaId);
      return `${schemaId} = ${content.value}${type ? ` (${type})` : ''}`;
    }
    if (!isArray(children)) return null;
    return `${schemaId} (${category}, ${children.length} ${children.length === 1 ? 'child' : 'children'})`;
  }

  /** Return the type of a field, as far as the payload has the schema. */
  #typeOf(schemaId) {
    if (this.#types === null) {
      this.#types = new Map();
      for (const schema of this.payload?.schemas ?? []) this.#addTypes(schema.content);
    }
    return this.#types.get(schemaId);
  }

  #addTypes(nodes) {
    for (const node of isArray(nodes) ? nodes : [nodes]) {
      this.#types.set(node?.id, node?.type);
      if (node?.children) this.#addTypes(node.children);
    }
  }
}

// In the second thread

/** Relay messages between the descriptor and the debugger of the main thread. */
function relay({ parentPort, workerData }) {
  const socket = new net.Socket({ fd: workerData.fd, readable: true, writable: true });
  const session = new inspector.Session();
  const send = (message) => socket.write(`${JSON.stringify(message)}\n`);
  const reach = (step) => {
    Atomics.store(workerData.steps, 0, step);
    Atomics.notify(workerData.steps, 0);
  };
  session.connectToMainThread();
  session.post('Debugger.enable'); // it takes its time, which there is now; before anyone listens
  reach(CONNECTED);
  session.on('inspectorNotification', (notice) => {
    if (isOfInterest(notice)) send(notice);
  });
  parentPort.on('message', (params) => {
    if (params !== null) {
      send({ method: 'Rossum.logged', params });
      return;
    }
    session.disconnect();
    reach(GONE);
  });
  socket.on('error', () => {}); // the host is gone, and so are we soon
  readLines(socket, (line) => {
    const { id, method, params } = JSON.parse(line);
    if (method === 'Rossum.run') parentPort.postMessage('run');
    else session.post(method, params, (error, result) => send({ id, error: messageOf(error), result }));
  });
}

/** Node.js puts a number before what V8 says. */
function messageOf(error) {
  return error ? { message: error.message.replace(/^Inspector error -?\d+: /, '') } : undefined;
}

/** The scripts of Node.js and ours are many, and nobody asks for them. */
function isOfInterest({ method, params }) {
  if (method !== 'Debugger.scriptParsed') return !method.startsWith('Runtime.');
  const { url } = params;
  return url !== '' && !url.startsWith('node:') && !url.startsWith(pathToFileURL(__dirname + path.sep).href);
}

function noop() {}

function readLines(socket, take) {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    lines.forEach(take);
  });
}

if (workerThreads.isMainThread) module.exports = { Debugger };
else relay(workerThreads);
