// node kernel.mjs MODULE ARGUMENT WARM_MS: compiles, calls run(ARGUMENT), warms up and writes { compile_ms, result };
// then writes the milliseconds of one call for each line that it reads, until its input ends.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [path, argument, warmTime] = process.argv.slice(2);
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
const result = run(n);
const warm = performance.now() + Number(warmTime);
while (performance.now() < warm) run(n);

// A sample is at least 2 ms long: the clock's steps are microseconds.
let repeat = 1;
const sample = () => {
  const start = performance.now();
  for (let i = 0; i < repeat; i++) run(n);
  return performance.now() - start;
};
while (sample() < 2 && repeat < 1 << 20) repeat *= 2;

console.log(JSON.stringify({ compile_ms: compile, result: Object.is(result, -0) ? '-0' : String(result) }));
for await (const _ of createInterface({ input: process.stdin })) console.log(sample() / repeat);
