// node compile.mjs MODULE: writes "ready", then for each line that it reads compiles the module with all its functions
// and writes the milliseconds and the milliseconds of processor time, until its input ends.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const bytes = readFileSync(process.argv[2]);
let count = 0;
console.log('ready');
for await (const _ of createInterface({ input: process.stdin })) {
  // Another custom section each time, so that no cache of compiled code helps.
  const unique = new Uint8Array(bytes.length + 6);
  unique.set(bytes);
  unique.set([0, 4, 1, 120, count & 127, count >> 7], bytes.length);
  count++;
  const cpu = process.cpuUsage();
  const start = performance.now();
  await WebAssembly.compile(unique);
  const time = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  console.log(`${time} ${(user + system) / 1000}`);
}
