const axios = require('axios'); // expect: module-not-in-pack
const rows = require('./rows'); // expect: module-is-a-file
const config = require('../config.json'); // expect: module-is-a-file
const merge = require('lodash/merge');
const sqlite = require('node:sqlite');
const strict = require('assert/strict');
const { spawn } = require('node:child_process'); // expect: starts-processes
const threads = require('worker_threads'); // expect: starts-processes
let optional;
try {
  optional = require('sharp');
} catch {
  optional = null;
}

exports.rossum_hook_request_handler = async () => {
  const scoped = await import('@scope/package/part'); // expect: module-not-in-pack
  return { all: [axios, rows, config, merge, sqlite, strict, spawn, threads, optional, scoped] };
};
