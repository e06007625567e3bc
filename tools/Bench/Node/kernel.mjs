// node kernel.mjs MODULE ARGUMENT MILLISECONDS: times run(ARGUMENT) and prints the figures as JSON.
import { readFileSync } from 'node:fs';

const [path, argument, time] = process.argv.slice(2);
const bytes = readFileSync(path);
const n = Number(argument);

let compile = Infinity;
let module;
for (let i = 0; i < 5; i++) {
  // Another custom section each time, so that no cache of compiled code helps.
  const unique = new Uint8Array([...bytes, 0, 3, 1, 120, i]);
  const start = performance.now();
  module = new WebAssembly.Module(unique);
  compile = Math.min(compile, performance.now() - start);
}

const { run } = new WebAssembly.Instance(module).exports;
let result = run(n);
const warm = performance.now() + 100;
while (performance.now() < warm) result = run(n);

// A sample is at least 2 ms long: the clock's steps are microseconds.
let repeat = 1;
const sample = () => {
  const start = performance.now();
  for (let i = 0; i < repeat; i++) result = run(n);
  return performance.now() - start;
};
while (sample() < 2) repeat *= 2;

const times = [];
const end = performance.now() + Number(time);
while (times.length < 3 || performance.now() < end) times.push(sample() / repeat);
times.sort((a, b) => a - b);

console.log(JSON.stringify({
  compile_ms: compile,
  best_ms: times[0],
  median_ms: times[times.length >> 1],
  result: Object.is(result, -0) ? '-0' : String(result),
}));
