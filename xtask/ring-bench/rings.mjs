// Measures hash rings in one process, on the same keys, for `cargo xtask bench`: 100 nodes with 100 tokens each. One line
// per result: `name value`, times in milliseconds. Runs in the folder where the packages are installed.
//
//   node --expose-gc rings.mjs <keys> <wasm that looks up so many> <rings> <wasm that makes so many>
//
// Ours is WebAssembly, with its keys in its own memory; theirs are JavaScript, with theirs as strings. `hashring` has its
// MD5 from Node, which is native code; its cache holds one key, because no key comes twice in a round and a larger one
// only takes time. The rings take turns, and what counts is the quickest turn.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const HashRing = require("hashring");
const ConsistentHash = require("consistent-hash");

const [N_NODES, N_TOKENS, N_TURNS] = [100, 100, 9];
const [nKeys, lookups, nRings, rebuilds] = process.argv.slice(2);
const nodes = Array.from({ length: N_NODES }, (_, i) => `n${i}`);
const keys = Array.from({ length: Number(nKeys) }, (_, i) => `user-${String(i).padStart(8, "0")}`);

/** Each makes its ring, ready to be asked. */
const makers = {
  // Four tokens from every hash.
  hashring: () => new HashRing(nodes, "md5", { "vnode count": N_TOKENS / 4, "max cache size": 1 }),
  "consistent-hash": () => {
    const ring = new ConsistentHash();
    for (const node of nodes) ring.add(node, N_TOKENS);
    // It sorts its tokens when it is first asked.
    ring.get(keys[0]);
    return ring;
  },
};

/** Asks for every key; what comes back is used, so that nothing is left out. */
function lookUpAll(ring) {
  let length = 0;
  for (const key of keys) length += ring.get(key).length;
  if (length < keys.length) throw new Error("a key has no node");
}

function main(file) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), {});
  return () => exports.main(0, 0);
}

/** The quickest turn of each, in milliseconds. */
function measure(contenders) {
  const best = Object.fromEntries(Object.keys(contenders).map((name) => [name, Infinity]));
  for (let turn = 0; turn < N_TURNS; turn += 1) {
    for (const [name, run] of Object.entries(contenders)) {
      const start = performance.now();
      run();
      best[name] = Math.min(best[name], performance.now() - start);
    }
  }
  return best;
}

/** Bytes on the heap for each token of a ring. */
function weigh(make) {
  const kept = [];
  const used = () => {
    globalThis.gc();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  for (let i = 0; i < 20; i += 1) kept.push(make());
  return (used() - before) / kept.length / (N_NODES * N_TOKENS);
}

const bytes = Object.entries(makers).map(([name, make]) => [name, weigh(make)]);
const asked = Object.entries(makers).map(([name, make]) => [name, make()]);
const looking = measure({
  ours: main(lookups),
  ...Object.fromEntries(asked.map(([name, ring]) => [name, () => lookUpAll(ring)])),
});
const making = measure({ ours: main(rebuilds), ...makers });
making.ours /= Number(nRings);
for (const [name, ms] of Object.entries(looking)) console.log(`${name}-lookups ${ms}`);
for (const [name, ms] of Object.entries(making)) console.log(`${name}-rebuild ${ms}`);
for (const [name, weight] of bytes) console.log(`${name}-bytes ${weight}`);
