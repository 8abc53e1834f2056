'use strict';
/**
 * What a JavaScript run with services sees of the network, and which line of the user's file made which request.
 *
 * There is no DNS in the run's network: every name gets a loopback address of its own, so that an address tells
 * which name was meant. As worker_requests.py, for Node.js.
 */

const diagnostics = require('node:diagnostics_channel');
const dns = require('node:dns');
const { isIP } = require('node:net');

const LOOPBACK = '127.0.0.1';
const IPV4 = 4;
const MAX_NAMES = 65_000;

/** The way to the host, for a run that has it open. */
class Services {
  #ports;
  #addresses = new Map([['localhost', LOOPBACK]]);
  #names = new Map();

  /** @param {number[]} ports Those that lead to the host. */
  constructor(ports) {
    this.#ports = new Set(ports);
  }

  /** Return what a connection aims at if it leads nowhere, and null for one that is fine. */
  misses(host, port) {
    const leadsHere = isIP(host) === 0 || host.startsWith('127.');
    return leadsHere && this.#ports.has(Number(port)) ? null : `${this.#names.get(host) ?? host}:${port}`;
  }

  /** Answer every name with an address of this computer. The functions must be those of dns, as they are. */
  answerNames() {
    dns.lookup = (host, ...rest) => {
      const callback = rest.at(-1);
      const { error, found } = this.#lookUp(host, rest.length > 1 ? rest[0] : {});
      if (error) process.nextTick(callback, error);
      else if (Array.isArray(found)) process.nextTick(callback, null, found);
      else process.nextTick(callback, null, found.address, found.family);
    };
    dns.promises.lookup = async (host, options = {}) => {
      const { error, found } = this.#lookUp(host, options);
      if (error) throw error;
      return found;
    };
  }

  #lookUp(host, given) {
    const { family = 0, all = false } = typeof given === 'number' ? { family: given } : (given ?? {});
    if (family === 6 || family === 'IPv6') return { error: notFound(host) };
    const found = { address: this.#addressOf(String(host ?? 'localhost')), family: isIP(host) || IPV4 };
    return { found: all ? [found] : found };
  }

  #addressOf(host) {
    if (isIP(host)) return host;
    const name = host.toLowerCase().replace(/\.$/, '');
    const count = this.#addresses.size;
    if (!this.#addresses.has(name) && count < MAX_NAMES) {
      const address = `127.1.${count >> 8}.${count & 255}`;
      this.#addresses.set(name, address);
      this.#names.set(address, name);
    }
    return this.#addresses.get(name) ?? LOOPBACK;
  }
}

function notFound(host) {
  const text = `getaddrinfo ENOTFOUND ${host}`;
  return Object.assign(new Error(text), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host });
}

/**
 * Note every request when it is made.
 *
 * @param {(method: string, place: string, error: Error) => void} note Told the method, host and target as one
 *   text, and an error that has the user's line in its stack.
 */
function watchRequests(note) {
  diagnostics.subscribe('http.client.request.created', ({ request }) => {
    const { method, path } = request;
    if (method === 'CONNECT') return; // a tunnel is none yet
    const place = path.startsWith('/') ? `${request.getHeader('host')}${path}` : withoutScheme(path);
    note(method, place, new Error('made here'));
  });
  const { fetch } = globalThis;
  globalThis.fetch = function (resource, init) {
    noteFetch(resource, init, note);
    return Reflect.apply(fetch, globalThis, [resource, init]);
  };
  Object.defineProperty(globalThis.fetch, 'name', { value: 'fetch' });
}

function noteFetch(resource, init, note) {
  const address = resource?.url ?? resource;
  if (!URL.canParse(address)) return; // fetch itself says so
  const { host, pathname, search } = new URL(address);
  const method = String(init?.method ?? resource?.method ?? 'GET').toUpperCase();
  note(method, `${host}${pathname}${search}`, new Error('made here'));
}

function withoutScheme(address) {
  return address.slice(address.indexOf('://') + 3);
}

module.exports = { Services, watchRequests };
