'use strict';
/**
 * Parses handlers as the worker does, and runs none of them.
 *
 * Started by node_syntax.py with the sources as a JSON list on stdin. Prints a list with null for each that is
 * JavaScript, else {"message", "head"}: the head is what V8 puts above a stack, "name:line", the line, and
 * marks below the place.
 */

const { readFileSync } = require('node:fs');
const vm = require('node:vm');

const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];

function mistakeIn(code) {
  try {
    vm.compileFunction(code, PARAMETERS, { filename: 'handler.js' });
    return null;
  } catch ({ message, stack }) {
    return { message, head: stack };
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(mistakeIn)));
