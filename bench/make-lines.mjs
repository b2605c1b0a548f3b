// node make-lines.mjs FILE FROM TO: line protocol of the simulated clusters, moment by moment, into a file; what lies where, as JSON, to
// the standard output. Names of clusters end with a 0 to be written over.
import { closeSync, openSync, writeSync } from 'node:fs';
import { simulatedSite } from '../tools/data-generator/dist/index.js';

const [path, from, to] = process.argv.slice(2);
const site = simulatedSite({ seed: 1 });
const file = openSync(path, 'w');
const batches = [];
for (let at = Number(from); at < Number(to); at += site.timestep) {
  for (const { name: cluster } of site.clusters) {
    for (const { lines } of site.samples({ cluster, from: at, to: at + site.timestep })) {
      const text = lines.toString('latin1').replaceAll(`cluster=${cluster},`, `cluster=${cluster}0,`);
      writeSync(file, text, null, 'latin1');
      batches.push(text.length);
    }
  }
}
closeSync(file);
console.log(JSON.stringify(batches));
