'use strict';
/**
 * What a handler can load: the modules built into Node.js, its library pack, and nothing else.
 *
 * Source: reference 6.4, chapter 7.
 */

const { createRequire, isBuiltin, registerHooks } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const IS_A_PATH = /^(\.{0,2}\/|\.{1,2}$|file:)/;
const ONE_FILE = 'a function is one file, so there is nothing beside it to load';

/** The library pack of the handler, as packs/library.py describes it. */
class Library {
  #pack;
  #names;
  #outside;
  #missing;
  #place; // where the handler would lie beside the libraries; empty when the pack is not installed
  #load;
  #failures = new WeakMap();

  /** The handler's own `require`. */
  require;

  constructor({ pack, folder, installed, names, outside, missing }, runtime) {
    this.#pack = pack;
    this.#names = new Set(names);
    this.#outside = outside;
    this.#missing = missing;
    this.#place = installed.includes(runtime) ? path.join(folder, runtime, 'handler.js') : '';
    this.#load = createRequire(this.#place || __filename);
    this.require = (id) => this.#load(this.#resolve(id));
    this.require.resolve = (id) => this.#resolve(id);
    this.#watchImports();
  }

  /** Return what a failed `require` or `import()` looked for; null when the error is of another kind. */
  missingIn(error) {
    return this.#failures.get(error) ?? null;
  }

  /** Return a built-in module's name or a file of the pack, or throw what says why there is none. */
  #resolve(id) {
    if (isBuiltin(id)) return id;
    if (!this.#place || !this.#names.has(packageOf(String(id)))) throw this.#failure(String(id));
    return this.#load.resolve(id);
  }

  /** `import()` in the handler looks where `require` does; what libraries and we load is our own affair. */
  #watchImports() {
    const places = [__filename, ...(this.#place ? [this.#place] : [])].map((file) => path.dirname(file));
    const starts = places.flatMap((folder) => [`${folder}/`, `${pathToFileURL(folder).href}/`]);
    const isOurs = (address) => starts.some((start) => String(address).startsWith(start));
    const resolve = (specifier, context, next) => {
      if (isOurs(context.parentURL) || isOurs(specifier) || isBuiltin(specifier)) return next(specifier, context);
      return next(pathToFileURL(this.#resolve(specifier)).href, context);
    };
    registerHooks({ resolve });
  }

  #failure(id) {
    const error = new Error(`Cannot find module '${id}': ${this.#reason(id)}`);
    error.code = 'MODULE_NOT_FOUND';
    if (!IS_A_PATH.test(id)) this.#failures.set(error, this.#describe(id));
    return error;
  }

  #reason(id) {
    if (IS_A_PATH.test(id)) return ONE_FILE;
    return this.#lacks(id) ? this.#missing : this.#outside;
  }

  #describe(id) {
    return { module: packageOf(id), pack: this.#pack, is_in_pack: this.#lacks(id) };
  }

  /** Whether the pack has it and is not installed. */
  #lacks(id) {
    return !this.#place && this.#names.has(packageOf(id));
  }
}

/** Return the package of `lodash/merge` or `@scope/package/part`. */
function packageOf(id) {
  return id.split('/', id.startsWith('@') ? 2 : 1).join('/');
}

module.exports = { Library };
