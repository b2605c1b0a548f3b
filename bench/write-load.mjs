// Batches of line protocol that were rendered beforehand, and two ways of sending them.
import { PreparedLoad } from '../tools/data-generator/dist/index.js';
import { RawConnection, requestHead } from './raw-client.mjs';

/** Moments rendered beforehand: far more batches than are ever on their way at once. */
const moments = 4;

/** Requests without end for one receiver, each with the lines that follow those before. */
export class WriteLoad {
  #load;
  #path;
  #token;
  #batchLines;
  #heads = new Map();
  #ready = [];
  #pieces = new Map();

  constructor({ site, cluster, from, path, token, batchLines }) {
    this.#load = new PreparedLoad({ site, cluster, from, moments });
    this.#path = path;
    this.#token = token;
    this.#batchLines = batchLines;
  }

  /** How many lines every moment has. */
  get series() {
    const [pieces = []] = this.#pieces.values();
    return pieces.reduce((sum, { lines }) => sum + lines, 0);
  }

  /** @returns {{ parts: Buffer[], lines: number }} valid until `moments` - 1 further moments were asked for */
  next() {
    if (this.#ready.length === 0) this.#cut(this.#load.batch().lines);
    return this.#ready.pop();
  }

  #cut(moment) {
    let pieces = this.#pieces.get(moment);
    if (!pieces) this.#pieces.set(moment, (pieces = piecesOf(moment, this.#batchLines)));
    this.#ready = pieces.map(({ bytes, lines }) => ({ parts: [this.#head(bytes.length), bytes], lines })).reverse();
  }

  #head(length) {
    let head = this.#heads.get(length);
    if (!head) this.#heads.set(length, (head = requestHead(this.#path, this.#token, length)));
    return head;
  }
}

function piecesOf(text, most) {
  const pieces = [];
  let begin = 0;
  let lines = 0;
  for (let at = text.indexOf(10); at >= 0; at = text.indexOf(10, at + 1)) {
    lines++;
    if (lines < most && at + 1 < text.length) continue;
    pieces.push({ bytes: text.subarray(begin, at + 1), lines });
    begin = at + 1;
    lines = 0;
  }
  return pieces;
}

/** Each connection sends its next batch when the one before is answered: what the receiver can take at most. */
export async function sendClosedLoop({ port, load, connections, seconds }) {
  const begun = performance.now();
  const end = begun + seconds * 1000;
  let samples = 0;
  const latencies = [];
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = new RawConnection(port);
      while (performance.now() < end) {
        const { parts, lines } = load.next();
        const sent = performance.now();
        await connection.send(...parts);
        latencies.push(performance.now() - sent);
        samples += lines;
      }
      connection.close();
    }),
  );
  return { rate: samples / ((performance.now() - begun) / 1000), samples, p99: percentile(latencies, 99) };
}

/**
 * Batches leave at fixed moments, whatever became of those before, as those of collectors do. A batch that finds no free connection waits,
 * and its waiting counts: the time of an answer is counted from the moment at which the batch was due. (Where the receiver cannot follow, a
 * batch that waited very long carries newer times than it was made with.)
 */
export async function sendOpenLoop({ port, load, connections, seconds, rate }) {
  const free = Array.from({ length: connections }, () => new RawConnection(port));
  const all = [...free];
  const due = [];
  const latencies = [];
  const running = new Set();
  let failure;
  const dispatch = () => {
    while (due.length > 0 && free.length > 0) {
      const { parts, at } = due.shift();
      const connection = free.pop();
      const sending = connection
        .send(...parts)
        .then(() => {
          latencies.push(performance.now() - at);
          free.push(connection);
          dispatch();
        })
        .catch((error) => (failure ??= error))
        .finally(() => running.delete(sending));
      running.add(sending);
    }
  };
  const begun = performance.now();
  let samples = 0;
  for (;;) {
    const now = performance.now();
    if (now >= begun + seconds * 1000 || failure) break;
    for (let at = begun + (samples / rate) * 1000; at <= now; at = begun + (samples / rate) * 1000) {
      const { parts, lines } = load.next();
      due.push({ parts, at });
      samples += lines;
    }
    dispatch();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  while (running.size > 0) await Promise.all(running);
  for (const connection of all) connection.close();
  if (failure) throw failure;
  return {
    rate: samples / ((performance.now() - begun) / 1000),
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
  };
}

function percentile(values, percent) {
  return values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor((values.length * percent) / 100))];
}
