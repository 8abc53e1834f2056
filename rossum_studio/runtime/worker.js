'use strict';
/**
 * The child's main for JavaScript: calls one handler once, reports over the channel, and is gone unless kept.
 *
 * Started by node_launcher.py as `worker.js [--debugger <fd>] [--coverage] --library-pack <JSON> <channel fd>
 * <status fd> <layers> [<services>]`. The frames it exchanges are described in protocol.py, the pack in
 * packs/library.py. Whatever the report needs is taken hold of before the user's code can replace it.
 */

const path = require('node:path');
const { setFlagsFromString } = require('node:v8');
const vm = require('node:vm');

const { CHANNEL_LOST, openChannel, statusReader } = require('./worker_channel.js');
const { describeError } = require('./worker_diagnosis.js');
const { Library } = require('./worker_packages.js');
const { guardNetwork, guardSignals, nameRefusals } = require('./worker_guard.js');
const { encodeResponse, withArticle } = require('./worker_response.js');

const { parse, stringify } = JSON;

const NEVER_SETTLED = 13; // the status Node itself gives to an await that nothing will end
const DEBUGGER = '--debugger';
const COVERAGE = '--coverage';
const HOST_POLL_MS = 250;
const ENTRY_POINT = 'rossum_hook_request_handler';
const MAX_BLOCKED_REPORTS = 100;
const MAX_TARGET = 1000;
const MAX_CALL_REPORTS = 1000;
const MAX_PLACE = 500;
const MOST_CPU_MS = 20_000; // of a kept process: the launcher allows 30 s beyond the limit of one run
const MODULE_SYNTAX = /use (import statement|'import.meta') outside a module|Unexpected token 'export'/;
const MODULE_HINT =
  `ES modules are not supported; use exports.${ENTRY_POINT} and require() instead of export and import`;
const OUT_OF_BUFFERS = /^Array buffer allocation failed/;
const REHEARSALS = 12;
const REHEARSAL_PAYLOAD = stringify({ content: [{ category: 'section', children: [{ id: 1, content: null }] }] });
const REHEARSAL = `
exports.${ENTRY_POINT} = async ({ content }) => {
  const waiting = [...content];
  let empty = 0;
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (node.children) waiting.push(...node.children);
    else empty += node.content?.value ? 0 : 1;
  }
  return { messages: [{ type: 'info', content: String(empty), id: 1 }], operations: [] };
};`;
const LONG_ID = /"id"\s*:\s*(\d{16,})/g;

const leave = process.reallyExit.bind(process);
const now = performance.now.bind(performance);
const cpuUsage = process.cpuUsage.bind(process);

/** Boot, take the payload, run the handler, report, leave; or do it again, if we are to stay. */
async function main() {
  const debuggerFd = process.argv[2] === DEBUGGER ? Number(process.argv.splice(2, 2)[1]) : null;
  const notesLines = process.argv[2] === COVERAGE && process.argv.splice(2, 1).length > 0;
  const [, pack, channelFd, statusFd, layers = '', told = ''] = process.argv.slice(2);
  const { receive, send, rest } = openChannel(Number(channelFd));
  const { node: version } = process.versions;
  const runtime = `nodejs${version.split('.')[0]}.x`; // as Rossum names it
  const run = new Run(send, rest, statusReader(Number(statusFd)), new Library(parse(pack), runtime));
  if (debuggerFd !== null) {
    const { Debugger } = require('./worker_debug.js');
    run.debugger = new Debugger(debuggerFd);
  }
  if (notesLines) {
    const { Lines } = require('./worker_coverage.js');
    run.lines = new Lines();
  }
  const { ports, refusal } = told ? parse(told) : { ports: [], refusal: '' };
  boot(run, parse(receive('boot')), ports);
  if (run.isAhead) await run.rehearse();
  const found = { runtime, version, layers: layers.split(',').filter(Boolean) };
  send('ready', stringify({ ...found, services_refused: refusal }));
  serve(run, receive, send);
}

/** Take payloads and run the handler on them, until one run is to be the last. */
async function serve(run, receive, send) {
  let payload = loadPayload(receive('payload'), run, send);
  run.noteMemoryInUse();
  run.watchTheProcess();
  for (;;) {
    const asked = parse(receive('run'));
    if (asked.later) payload = broughtUpToDate(payload, asked.later);
    await run.perform(payload, asked); // comes back only if kept
    run.startOver();
    payload = loadPayload(receive('payload'), run, send);
    run.noteMemoryInUse();
  }
}

/** Return a payload parsed ahead as if it had been parsed now; see simulator/payload_changes.py. */
function broughtUpToDate(payload, { rest, changes }) {
  const { content } = payload.annotation;
  change(content, changes);
  rest.annotation.content = content;
  return rest;
}

/** Change the nodes of a list in place. */
function change(nodes, changes) {
  for (const [place, { node, below, order }] of changes) {
    if (node) {
      nodes[place] = node;
      continue;
    }
    const { children } = nodes[place];
    change(children, below);
    if (order) nodes[place].children = order.map((each) => (typeof each === 'number' ? children[each] : each));
  }
}

// Boot

/** Check that the host lives, make output blocking, put the guards up, hide ourselves from the handler. */
function boot(run, told, ports) {
  const { host_pid: hostPid, allow_network: allowNetwork, allow_children: allowChildren } = told;
  run.keeps = told.keep;
  run.isAhead = told.ahead;
  if (process.platform !== 'linux') leaveAfter(hostPid);
  if (process.ppid !== hostPid) leave(CHANNEL_LOST); // it died before the launcher tied our life to its own
  for (const stream of [process.stdout, process.stderr]) {
    stream._handle?.setBlocking?.(true); // else what was printed last is lost when we leave
  }
  const report = run.reportBlocked.bind(run);
  nameRefusals(report);
  if (!allowChildren) guardSignals(report);
  if (!allowNetwork) guardNetwork(report, ports.length > 0 ? openServices(run, ports) : null);
  process.execArgv = [];
  process.mainModule = undefined;
  for (const file of Object.keys(require.cache)) delete require.cache[file];
}

/** Leave once the host is gone. Code that never lets go of the event loop keeps this from being seen. */
function leaveAfter(hostPid) {
  setInterval(() => process.ppid !== hostPid && leave(CHANNEL_LOST), HOST_POLL_MS).unref();
}

/** Note the requests that go to the host; returns the way to it. */
function openServices(run, ports) {
  const { Services, watchRequests } = require('./worker_requests.js');
  watchRequests(run.reportCall.bind(run));
  return new Services(ports);
}

/** Parse the payload, and say what JavaScript cannot hold of it. */
function loadPayload(text, run, send) {
  const started = now();
  let payload;
  try {
    payload = parse(text);
  } catch (error) {
    send('rejected', stringify({ message: error.message }));
    leave(0);
  }
  run.warnAboutIds(text);
  if (run.isAhead) collectYoung();
  send('loaded', stringify({ load_ms: now() - started }));
  return payload;
}

// The run

/** The calls of one handler, one as a rule, and what is reported about each. */
class Run {
  #send;
  #rest;
  #memoryInMb;
  #library;
  #filename = '';
  #code = '';
  #handler = null;
  #warnings = [];
  #loadMs = 0;
  #durationMs = 0;
  #baselineMb = 0;
  #blockedReports = 0;
  #callReports = 0;

  /** What stops the handler when the host says so. */
  debugger = null;

  /** Which lines of the handler ran; null where nobody asks. */
  lines = null;

  /** Whether to wait for another call after each. */
  keeps = false;

  /** Whether there is time: it is not known yet what will run. */
  isAhead = false;

  constructor(send, rest, memoryInMb, library) {
    this.#send = send;
    this.#rest = rest;
    this.#memoryInMb = memoryInMb;
    this.#library = library;
  }

  /** Do what every run does, often enough for V8 to compile it and to know the shapes of our values. */
  async rehearse() {
    for (let turn = 0; turn < REHEARSALS; turn++) {
      const rehearsal = new Run(() => {}, () => {}, this.#memoryInMb, this.#library);
      await rehearsal.perform(parse(REHEARSAL_PAYLOAD), { filename: 'rehearsal', code: REHEARSAL });
    }
  }

  /** Measure what the limit comes on top of. */
  noteMemoryInUse() {
    this.#baselineMb = this.#memoryInMb('VmRSS');
  }

  /** Forget what was noted about the call before. */
  startOver() {
    this.#warnings = [];
    this.#loadMs = 0;
    this.#durationMs = 0;
    this.#blockedReports = 0;
    this.#callReports = 0;
  }

  /**
   * Load the code, call the handler and send the frame that says how it ended.
   *
   * If it keeps, it comes back, so that the handler can be called again. Until then nothing of the handler
   * goes on: what it left behind waits with us.
   */
  async perform(payload, { code, filename }) {
    this.#filename = filename;
    this.#code = code;
    await this.debugger?.wait(payload);
    process.argv = [process.execPath, filename];
    try {
      this.#respond(await this.#call(payload));
    } catch (error) {
      this.#fail(error, this.keeps);
    }
  }

  /** Ids over 2^53 come out of JSON.parse rounded. */
  warnAboutIds(text) {
    const rounded = [];
    for (const [, digits] of text.matchAll(LONG_ID)) {
      if (!Number.isSafeInteger(Number(digits))) rounded.push(digits);
    }
    if (rounded.length > 0) {
      const count = rounded.length === 1 ? 'An id' : `${rounded.length} ids`;
      this.#warnings.push(
        `${count} of the payload, such as ${rounded[0]}, may be rounded: ` +
          'JavaScript numbers hold only integers up to 2^53.',
      );
    }
  }

  /** Tell the host what was refused, and which line of the user's file asked for it. */
  reportBlocked(subject, call, target, error) {
    this.#blockedReports += 1;
    if (this.#blockedReports > MAX_BLOCKED_REPORTS) return;
    const { line } = describeError(error, this.#filename, this.#code);
    this.#send('blocked', stringify({ subject, call, target: target.slice(0, MAX_TARGET), line }));
  }

  /** Tell the host which line of the user's file is making a request. */
  reportCall(method, place, error) {
    this.#callReports += 1;
    if (this.#callReports > MAX_CALL_REPORTS) return;
    const { line } = describeError(error, this.#filename, this.#code);
    this.#send('call', stringify({ method, place: place.slice(0, MAX_PLACE), line }));
  }

  /** What fails outside the handler's own call ends the run; so does an event loop with nothing to do. */
  watchTheProcess() {
    process.on('uncaughtException', (error) => this.#fail(error));
    process.on('unhandledRejection', (reason, promise) => {
      if (promise !== this.debugger?.awaited) this.#warnings.push('A promise was rejected and nothing awaited it.');
      this.#fail(reason);
    });
    process.on('beforeExit', () => {
      this.debugger?.disconnect();
      leave(NEVER_SETTLED);
    });
  }

  async #call(payload) {
    const handler = this.#handler ?? (await this.#watched(() => this.#load()));
    const started = now();
    try {
      return await this.#watched(() => handler(payload));
    } finally {
      this.#durationMs = now() - started;
    }
  }

  /** Run a part of the user's code; a debugger sees to it that nothing of ours seems to catch its errors. */
  #watched(part) {
    return this.debugger === null ? part() : this.debugger.runUncaught(part);
  }

  /** Execute the user's file as a CommonJS module and return its entry point. */
  #load() {
    const started = now();
    const module = { id: '.', filename: this.#filename, exports: {} };
    const { exports } = module;
    const folder = path.dirname(this.#filename);
    const parameters = [exports, this.#library.require, module, this.#filename, folder];
    Reflect.apply(compile(this.#code, this.#filename), exports, parameters);
    this.#loadMs = now() - started;
    const handler = module.exports?.[ENTRY_POINT];
    if (handler === undefined || handler === null) {
      throw new MissingHandler(`The file exports no function ${ENTRY_POINT}.`);
    }
    if (typeof handler !== 'function') {
      throw new MissingHandler(`${ENTRY_POINT} is ${withArticle(handler)}, not a function.`);
    }
    this.#handler = handler;
    return handler;
  }

  #respond(response) {
    const { kind, body, warnings } = encodeResponse(response);
    this.#warnings = [...this.#warnings, ...warnings];
    this.#finish(kind, body, this.keeps);
  }

  #fail(error, keep = false) {
    const body = describeError(error, this.#filename, this.#code);
    body.missing_library = this.#library.missingIn(error);
    if (body.type === 'RangeError' && OUT_OF_BUFFERS.test(body.message)) this.#finish('memory', '', false);
    else this.#finish('exception', stringify(body), keep);
  }

  /** Send the verdict and rest, or stay; output is blocking, so all of it is in the pipes by now. */
  #finish(kind, body, keep) {
    const stays = keep && cpuMs() < MOST_CPU_MS;
    const measures = {
      load_ms: this.#loadMs,
      duration_ms: this.#durationMs,
      baseline_memory_mb: this.#baselineMb,
      peak_memory_mb: this.#memoryInMb('VmHWM'),
      warnings: this.#warnings,
      lines: this.lines?.ran(this.#filename, this.#code) ?? [],
      kept: stays,
    };
    if (!stays) this.debugger?.disconnect();
    this.#send('measured', stringify(measures), true);
    this.#send(kind, body);
    if (!stays) this.#rest();
  }
}

/** Processor time of this process so far. */
function cpuMs() {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}

/** Have V8 move the parsed payload to where it stays now, and not in the middle of a run. */
function collectYoung() {
  setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc'); // contexts that were there before do not have it
  for (let age = 0; age < 2; age++) collect({ type: 'minor' });
}

/** The file has no entry point. Users see this name. */
class MissingHandler extends Error {}

/** Compile the user's file; the first line is line 1, as in the editor. */
function compile(code, filename) {
  try {
    return vm.compileFunction(code, ['exports', 'require', 'module', '__filename', '__dirname'], {
      filename,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
  } catch (error) {
    const { message, stack } = error;
    if (MODULE_SYNTAX.test(message)) {
      error.message = MODULE_HINT;
      error.stack = stack.replace(message, () => MODULE_HINT);
    }
    throw error;
  }
}

main();
