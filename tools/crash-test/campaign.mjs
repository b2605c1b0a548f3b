import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { getWithBody } from '../setup/get-with-body.mjs';
import { CheckpointFolder } from './checkpoint-folder.mjs';
import { hosts, metrics, step } from './crash-cluster.mjs';
import { Ledger } from './ledger.mjs';
import { randomNumbers } from './random-numbers.mjs';

/** Slots that a kill may use up. */
const slotsPerKill = 400;
/** Kills between two lines of progress. */
const often = 25;

/** Life after life of one site, each ended by a kill and checked after the next start. */
export class Campaign {
  #site;
  #token;
  #options;
  #tally;
  #onFailure;
  #random;
  #ledger;
  #folder;
  #slot = 0;
  #firstSlot = 0;
  /** Puts the present generation's checkpoints aside; `undefined`: nothing is wrong with them. */
  #setAside;

  constructor({ site, token, options, tally, onFailure }) {
    this.#site = site;
    this.#token = token;
    this.#options = options;
    this.#tally = tally;
    this.#onFailure = onFailure;
    this.#random = randomNumbers(options.seed);
    const slots = (options.kills + 1) * slotsPerKill;
    this.#ledger = new Ledger(step * (Math.floor(Date.now() / 1000 / step) - slots), step);
    this.#folder = new CheckpointFolder(join(site.folder, 'var/checkpoints'));
  }

  async run() {
    const { kills, generation } = this.#options;
    for (let done = 0; done < kills; done++) {
      if (done > 0 && done % generation === 0) await this.#endGeneration();
      await this.#kill(this.#nextKind(done % generation === 0));
      if ((done + 1) % often === 0) console.log(this.#tally.progress());
    }
    await this.#endGeneration();
  }

  #nextKind(isFirst) {
    const number = this.#random();
    if (number < 0.3) return 'load';
    if (number < 0.6) return 'checkpoint';
    if (number < 0.8) return isFirst ? 'load' : 'start'; // nothing to restore yet
    return 'stop';
  }

  /** All of it once more: after the last kill, and after an orderly stop. */
  async #endGeneration() {
    for (let start = 0; start < 2; start++) {
      await this.#site.start();
      await this.#compare();
      await this.#site.stop();
    }
    if (this.#setAside) this.#setAside(this.#folder.path);
    else rmSync(this.#folder.path, { recursive: true, force: true });
    this.#setAside = undefined;
    this.#ledger.forget();
    this.#firstSlot = this.#slot;
  }

  async #kill(kind) {
    if (kind === 'start') {
      await this.#killAtStart();
      return;
    }
    const newest = this.#folder.segments.at(-1) ?? 0;
    const { ended } = await this.#site.start();
    await this.#compare();
    const last = this.#slot + slotsPerKill;
    let isRunning = true;
    const senders = hosts.map((group) => this.#send(group, () => isRunning && this.#slot < last));
    const { processId } = this.#site;
    if (kind === 'load') await pause(10 + this.#random() * 300);
    if (kind === 'checkpoint') {
      await until(() => this.#folder.isInCheckpoint(newest), 3_000);
      await pause(this.#random() * 30);
    }
    if (kind === 'stop') {
      await pause(10 + this.#random() * 150);
      process.kill(processId, 'SIGTERM');
      await pause(this.#random() * 50);
    }
    killIfThere(processId);
    isRunning = false;
    const wasKilled = (await ended) === null; // an orderly end has a code
    await this.#site.stop();
    await Promise.all(senders);
    const inCheckpoint = wasKilled && this.#folder.isInCheckpoint(newest);
    this.#tally.count(kind, { met: kind === 'checkpoint' ? inCheckpoint : wasKilled, inCheckpoint });
  }

  /** Half of these at any moment of a start, half as soon as the checkpoints are being read. */
  async #killAtStart() {
    const newest = this.#folder.segments.at(-1) ?? 0;
    const started = this.#site.start().catch(() => {}); // it will not come up
    const { processId } = this.#site;
    if (this.#random() < 0.5) {
      await pause(100 + this.#random() * 1000);
    } else {
      await until(() => this.#folder.isHeldBy(processId), 20_000);
      await pause(this.#random() * 20);
    }
    const isReading = this.#folder.isHeldBy(processId) && !this.#site.log.includes('metric store restored');
    await this.#site.stop('SIGKILL');
    await started;
    this.#tally.count('start', { met: isReading, inCheckpoint: this.#folder.isInCheckpoint(newest) });
  }

  /** One sender: batch after batch, each waiting for its answer. */
  async #send(group, mayGoOn) {
    while (mayGoOn()) {
      const slot = this.#slot++;
      const entries = group.flatMap((host) => metrics.map((metric) => this.#ledger.newSample(host, metric, slot)));
      const lines = entries.map(
        ({ host, metric, time, value }) => `${metric},cluster=crash,hostname=${host},type=node value=${value} ${time}`,
      );
      let isAcknowledged = false;
      try {
        const answer = await this.#write(`${lines.join('\n')}\n`);
        isAcknowledged = answer.ok;
        await answer.arrayBuffer();
      } catch {
        await pause(5);
      }
      this.#ledger.answered(entries, isAcknowledged);
    }
    this.#tally.acknowledged = this.#ledger.acknowledged;
    this.#tally.unanswered = this.#ledger.unanswered;
  }

  /** Reads back everything that was sent since the folder was empty. */
  async #compare() {
    if (this.#ledger.size === 0) return;
    const firstSlot = this.#firstSlot;
    const question = {
      cluster: 'crash',
      from: this.#ledger.begin + firstSlot * step,
      to: this.#ledger.begin + this.#slot * step,
      'with-stats': false,
      'with-padding': false,
      queries: hosts.flat().flatMap((host) => metrics.map((metric) => ({ host, metric }))),
    };
    const { status, text } = await getWithBody(`${this.#site.url}/api/query`, JSON.stringify(question), this.#headers);
    if (status !== 200) throw new Error(`samples cannot be read: ${status} ${text.slice(0, 300)}`);
    const { results } = JSON.parse(text);
    const found = new Map(
      question.queries.map(({ host, metric }, at) => [`${host}/${metric}`, valuesOf(results[at]?.[0], question.from)]),
    );
    const outcome = this.#ledger.compare(found, firstSlot);
    this.#tally.lost += outcome.lost.length;
    this.#tally.wrong += outcome.wrong.length;
    if (outcome.lost.length + outcome.wrong.length === 0) return;
    const { kills } = this.#tally;
    console.log(`After kill ${kills}: ${outcome.lost.length} lost, ${outcome.wrong.length} wrong`);
    this.#setAside = this.#onFailure(kills, outcome);
  }

  get #headers() {
    return { 'X-Auth-Token': this.#token };
  }

  #write(body) {
    const signal = AbortSignal.timeout(20_000);
    return fetch(`${this.#site.url}/api/write/?cluster=crash`, {
      method: 'POST',
      headers: this.#headers,
      body,
      signal,
    });
  }
}

/** From the first slot on; a metric of which nothing is there has no values. */
function valuesOf(result, from) {
  if (result === undefined || result.error) return [];
  const data = result.data ?? [];
  if (data.length === 0) return [];
  const missing = (result.from - from) / step;
  if (!Number.isInteger(missing) || missing < 0) throw new Error(`values begin at ${result.from}, not ${from}`);
  return [...Array.from({ length: missing }, () => null), ...data];
}

async function until(condition, milliseconds) {
  const end = Date.now() + milliseconds;
  while (!condition() && Date.now() < end) await pause(1);
}

function killIfThere(processId) {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // it was quicker
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
