'use strict';
/**
 * Which lines of the user's file ran: V8's own coverage, on demand, because counting slows a handler down.
 *
 * Source: chromedevtools.github.io/devtools-protocol/v8/Profiler.
 */

const { Session } = require('node:inspector');

const PRECISE = { callCount: true, detailed: true };

/** The lines of one file that ran since the last call of `ran`. */
class Lines {
  #session = new Session();

  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', PRECISE);
  }

  /** Return the lines, in order, whose first character is code that ran. */
  ran(filename, code) {
    let scripts = [];
    this.#session.post('Profiler.takePreciseCoverage', (error, taken) => {
      if (!error) scripts = taken.result;
    });
    const found = scripts.find((script) => script.url === filename);
    return found ? linesThatRan(code, found.functions.flatMap((each) => each.ranges)) : [];
  }
}

/** Return the lines whose innermost range was entered. */
function linesThatRan(code, ranges) {
  ranges.sort((one, other) => other.endOffset - other.startOffset - (one.endOffset - one.startOffset));
  const lines = [];
  let offset = 0;
  for (const [index, line] of code.split('\n').entries()) {
    const at = offset + line.search(/\S/);
    const innermost = ranges.findLast(({ startOffset, endOffset }) => startOffset <= at && at < endOffset);
    if (line.trim() && innermost?.count > 0) lines.push(index + 1);
    offset += line.length + 1;
  }
  return lines;
}

module.exports = { Lines };
