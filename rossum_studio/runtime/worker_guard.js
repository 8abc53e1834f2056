'use strict';
/**
 * What this run may not do, said in words: network, other processes, files outside the scratch folder.
 *
 * These guards stop accidents and name them. The walls behind them are Node's permission model and, on Linux,
 * the kernel's, both set up before this process began.
 */

const childProcess = require('node:child_process');
const dgram = require('node:dgram');
const dns = require('node:dns');
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');
const workerThreads = require('node:worker_threads');

const REFUSALS = new Set(['ERR_ACCESS_DENIED', 'EACCES', 'EPERM']);
const SENTENCES = {
  network: 'network is off for this run',
  files: 'this run may use only the files in its own folder',
  children: 'this run may not start other programs',
  signals: 'this run may not signal other processes',
}; // as worker_guard.py has them

// Network

/**
 * Refuse to connect, listen, send and look up names.
 *
 * @param {(subject: string, call: string, target: string, error: Error) => void} report Told about every
 *   attempt; the error has the user's line in its stack.
 * @param {object} services A way to the host that stays open, as worker_requests.js has it; null for none.
 */
function guardNetwork(report, services) {
  const refuse = (call, target) => {
    const error = refusal('EACCES', 'network', call, target);
    report('network', call, target, error);
    return error;
  };
  guardSockets(refuse, services);
  guardNames(refuse);
  if (services === null) refuseFetch(refuse);
  else services.answerNames();
  globalThis.WebSocket = class WebSocket {
    constructor(url) {
      throw refuse('WebSocket', hostOf(url));
    }
  };
  syncBuiltinESMExports();
}

function refuseFetch(refuse) {
  globalThis.fetch = async function fetch(resource) {
    throw new TypeError('fetch failed', { cause: refuse('fetch', hostOf(resource?.url ?? resource)) });
  };
}

/** Sockets fail as they do without a network: later, with an error event. */
function guardSockets(refuse, services) {
  const { connect: proceed } = net.Socket.prototype;
  net.Socket.prototype.connect = function connect(...args) {
    const { place, host, port } = addressOf(args);
    const target = place ?? (services === null ? `${host}:${port}` : services.misses(host, port));
    if (target === null) return Reflect.apply(proceed, this, args);
    this.connecting = true; // who writes meanwhile waits, instead of finding the socket closed
    const error = refuse('net.connect', target);
    setImmediate(() => this.destroy(error));
    return this;
  };
  net.Server.prototype.listen = function listen(...args) {
    const { place, host, port } = addressOf(args);
    const error = refuse('net.listen', place ?? `${host}:${port}`);
    setImmediate(() => this.emit('error', error));
    return this;
  };
  for (const name of ['bind', 'connect', 'send']) {
    dgram.Socket.prototype[name] = function (...args) {
      const error = refuse(`dgram.${name}`, datagramAddress(args));
      setImmediate(() => this.emit('error', error));
      return this;
    };
  }
}

function guardNames(refuse) {
  const isLookup = (name) => /^(lookup|resolve|reverse)/.test(name);
  const withCallbacks = [dns, dns.Resolver.prototype];
  const withPromises = [dns.promises, dns.promises.Resolver.prototype];
  for (const owner of withCallbacks) {
    for (const name of Object.getOwnPropertyNames(owner).filter(isLookup)) {
      owner[name] = (host, ...rest) => {
        const error = refuse(`dns.${name}`, String(host));
        setImmediate(rest.at(-1), error);
      };
    }
  }
  for (const owner of withPromises) {
    for (const name of Object.getOwnPropertyNames(owner).filter(isLookup)) {
      owner[name] = async (host) => {
        throw refuse(`dns.${name}`, String(host));
      };
    }
  }
}

/** Read host and port, or a local place, from what connect and listen take: (port, host), (options), (path). */
function addressOf([first, second]) {
  const [target, host] = Array.isArray(first) ? first : [first, second];
  if (typeof target === 'object' && target !== null) {
    return target.path ? { place: target.path } : { host: target.host ?? 'localhost', port: target.port };
  }
  if (typeof host === 'string') return { host, port: target };
  return isPort(target) ? { host: 'localhost', port: target } : { place: String(target) };
}

function isPort(value) {
  return typeof value === 'number' || /^\d+$/.test(value);
}

function datagramAddress(args) {
  const last = (type) => args.findLast((argument) => typeof argument === type);
  return `${last('string') ?? 'localhost'}:${last('number') ?? args[0]?.port}`;
}

function hostOf(url) {
  try {
    return new URL(url).host;
  } catch {
    return String(url);
  }
}

// Signals

/** Let the handler signal nobody but itself. */
function guardSignals(report) {
  const { kill, pid: ourselves } = process;
  process.kill = function (pid, signal) {
    if (Number(pid) === ourselves) return Reflect.apply(kill, process, [pid, signal]);
    const error = refusal('EPERM', 'signals', 'process.kill', `process ${pid}`);
    report('signals', 'process.kill', `process ${pid}`, error);
    throw error;
  };
}

// Files and programs

/** Watch the functions that Node's permission model refuses, and say of each refusal what it was. */
function nameRefusals(report) {
  watchAll('files', 'fs', fs, report);
  watchAll('files', 'fs.promises', fs.promises, report);
  watchAll('children', 'child_process', childProcess, report);
  const call = 'worker_threads.Worker';
  workerThreads.Worker = watch(workerThreads.Worker, teller('children', call, report));
  syncBuiltinESMExports();
}

/** Watch the functions of a module; not its classes, and not what remembers a listener by identity. */
function watchAll(subject, prefix, owner, report) {
  for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
    const isPlain = /^[a-z]/.test(name) && !/watch/i.test(name);
    if (isPlain && typeof member.value === 'function' && member.writable) {
      owner[name] = watch(member.value, teller(subject, `${prefix}.${name}`, report));
    }
  }
}

let depth = 0; // fs.readFileSync calls fs.openSync: only the outer one is what the user wrote

/** Return the same function, whose refusals are reported whichever way they come. */
function watch(original, teller) {
  function attempt(act, args) {
    const tell = depth > 0 ? () => {} : teller;
    depth += 1;
    try {
      return noteRejection(act(noteCallback(args, tell)), tell);
    } catch (error) {
      tell(error, error);
      throw error;
    } finally {
      depth -= 1;
    }
  }
  return new Proxy(original, {
    apply: (target, self, args) => attempt((noted) => Reflect.apply(target, self, noted), args),
    construct: (target, args, made) => attempt((noted) => Reflect.construct(target, noted, made), args),
  });
}

/** Return what reports an error if it is a refusal; `here` has the user's line in its stack. */
function teller(subject, call, report) {
  return (error, here) => {
    if (!REFUSALS.has(error?.code)) return;
    const target = String(error.resource || error.path || error.spawnfile || 'a thread');
    if (error.code === 'ERR_ACCESS_DENIED') reword(error, `${SENTENCES[subject]}: ${target}`);
    report(subject, call, target, here);
  };
}

function noteCallback(args, tell) {
  const callback = args.at(-1);
  if (typeof callback !== 'function') return args;
  const here = new Error('called here');
  const noted = function (error, ...rest) {
    tell(error, here);
    return Reflect.apply(callback, this, [error, ...rest]);
  };
  return [...args.slice(0, -1), noted];
}

function noteRejection(result, tell) {
  if (!(result instanceof Promise)) return result;
  const here = new Error('called here');
  return result.catch((error) => {
    tell(error, here);
    throw error;
  });
}

/** Put our sentence in the place of Node's advice about its command line. */
function reword(error, sentence) {
  const { message, stack } = error;
  error.message = sentence;
  error.stack = stack.replace(message, () => sentence);
}

/** Return the error to fail an attempt with. */
function refusal(code, subject, call, target) {
  return Object.assign(new Error(`${SENTENCES[subject]}: ${target}`), { code, syscall: call });
}

module.exports = { guardNetwork, guardSignals, nameRefusals };
