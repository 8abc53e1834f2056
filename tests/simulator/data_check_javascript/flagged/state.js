let runs = 0;
let fetch;
const seen = [];
const cache = new Map();
const RATES = { EUR: 1 };
const LIMITS = { high: 10 };
const sorted = [3, 1, 2];
sorted.sort();

exports.rossum_hook_request_handler = async ({ annotation }) => {
  runs += 1; // expect: module-state
  fetch ??= (await import('node-fetch')).default;
  fetch = fetch || require('node-fetch');
  seen.push(annotation.id); // expect: module-state
  cache.set(annotation.id, seen.length); // expect: module-state
  RATES.USD = 1.1; // expect: module-state
  const own = [];
  own.push(LIMITS.high);
  return { all: [runs, cache.get(1), RATES, own, sorted.length] };
};
