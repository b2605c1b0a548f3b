import type { CheckpointStore, HistoryParts, SavedHost, StoredSnapshot } from '../../contracts/checkpoint-store.js';
import type { Clock } from '../../contracts/clock.js';
import type { Logger } from '../../contracts/logger.js';
import { UnavailableError } from '../../errors/index.js';
import { Slices } from '../slices.js';
import type { MetricStore } from '../store/metric-store.js';
import { keyOf, partsOf } from './history-parts.js';
import { LoggedSamples } from './logged-samples.js';
import { HostRestorer } from './restore-host.js';
import type { RestoreLosses } from './restore-snapshot.js';

/** Hosts whose files are read at the same time: while one is put into the store, the disk brings the next. */
const hostsAtOnce = 4;

/** How far the loading is. */
export interface LoadingProgress {
  /** The journal, then the hosts. */
  readonly phase: 'journal' | 'hosts' | 'done' | 'failed';
  readonly hosts: number;
  readonly loadedHosts: number;
}

interface Unloaded extends SavedHost {
  /** It has more than what the journal of all hosts holds. */
  readonly isSaved: boolean;
  readonly loaded: Promise<void>;
  readonly resolve: () => void;
}

/**
 * Brings what was saved into the store while the server works: first the journal, which knows all hosts, then host by host, the
 * snapshots below what the journal holds. Samples that come meanwhile are newer and stay. Nothing that is wrong with a checkpoint ends it.
 */
export class Loading {
  /** Resolves when everything is in memory; rejects when it was abandoned. */
  readonly all: Promise<void>;
  /** The journal is read, and what hosts there are is known. */
  private readonly listed: Promise<void>;
  private readonly unloaded = new Map<string, Unloaded>();
  /** Hosts that somebody waits for. */
  private readonly wanted = new Set<string>();
  private readonly begun = new Set<string>();
  private readonly abort = new AbortController();
  private readonly parts: HistoryParts;
  private readonly beganAt: number;
  private phase: LoadingProgress['phase'] = 'journal';
  private hosts = 0;

  constructor(
    private readonly from: CheckpointStore,
    private readonly store: MetricStore,
    private readonly since: number,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {
    this.parts = partsOf(from);
    this.beganAt = clock.nowMs();
    const losses: RestoreLosses = { unknownMetrics: new Set(), otherSteps: new Set() };
    // Gone with the loading.
    const logged = new LoggedSamples(store.table, losses.unknownMetrics);
    this.listed = this.readJournal(logged);
    this.all = this.listed.then(() => this.loadHosts(new HostRestorer(store, logged, losses), losses));
    this.all.catch(() => {}); // whoever waits hears of it
  }

  get progress(): LoadingProgress {
    return { phase: this.phase, hosts: this.hosts, loadedHosts: this.hosts - this.unloaded.size };
  }

  get isComplete(): boolean {
    return this.phase === 'done';
  }

  /**
   * Resolves once all that was saved of a host is in memory, which comes before others then; without a host: of the cluster; without
   * both: everything.
   */
  async of(cluster?: string, host?: string): Promise<void> {
    if (this.isComplete) return;
    await this.listed;
    if (cluster === undefined) return this.all;
    const hosts = this.unloadedOf(cluster, host);
    for (const each of hosts) this.wanted.add(keyOf(each));
    await Promise.all(hosts.map(({ loaded }) => loaded));
    if (this.phase === 'failed') await this.all;
  }

  private unloadedOf(cluster: string, host: string | undefined): readonly Unloaded[] {
    if (host === undefined) return [...this.unloaded.values()].filter((each) => each.cluster === cluster);
    const one = this.unloaded.get(keyOf({ cluster, host }));
    return one ? [one] : [];
  }

  /** What is not in memory yet stays where it was saved. Resolves once nobody works on it any more. */
  async abandon(): Promise<void> {
    this.abort.abort(new UnavailableError('the server stopped before all saved samples were in memory'));
    await this.all.catch(() => {});
  }

  private async readJournal(logged: LoggedSamples): Promise<void> {
    const slices = new Slices(this.clock, this.abort.signal);
    await this.goingOn(async () => {
      for await (const part of this.parts.journal(this.since)) {
        logged.add(part, this.since);
        await slices.next();
      }
    });
    let saved: readonly SavedHost[] = [];
    await this.goingOn(async () => {
      saved = await this.parts.hosts();
    });
    for (const host of saved) this.willLoad(host, true);
    for (const host of logged.hosts()) if (!this.unloaded.has(keyOf(host))) this.willLoad(host, false);
    this.hosts = this.unloaded.size;
    this.phase = 'hosts';
  }

  private willLoad({ cluster, host }: SavedHost, isSaved: boolean): void {
    let resolve = () => {};
    const loaded = new Promise<void>((done) => (resolve = done));
    this.unloaded.set(keyOf({ cluster, host }), { cluster, host, isSaved, loaded, resolve });
  }

  private async loadHosts(restorer: HostRestorer, losses: RestoreLosses): Promise<void> {
    try {
      const loaded = await Promise.allSettled(Array.from({ length: hostsAtOnce }, () => this.loadNext(restorer)));
      for (const each of loaded) if (each.status === 'rejected') throw each.reason;
      this.phase = 'done';
      this.report(losses);
    } catch (error) {
      this.phase = 'failed';
      for (const { resolve } of this.unloaded.values()) resolve();
      throw error;
    }
  }

  private async loadNext(restorer: HostRestorer): Promise<void> {
    const slices = new Slices(this.clock, this.abort.signal);
    for (let host = this.nextHost(); host; host = this.nextHost()) {
      const key = keyOf(host);
      this.begun.add(key);
      this.wanted.delete(key);
      const snapshots = host.isSaved ? await this.snapshotsOf(host) : [];
      for (const _ of restorer.restore(host, snapshots)) if (slices.isOver) await slices.pause();
      for (const { release } of snapshots) release?.();
      this.unloaded.delete(key);
      host.resolve();
      await slices.next();
    }
  }

  private async snapshotsOf(host: SavedHost): Promise<readonly StoredSnapshot[]> {
    const snapshots: StoredSnapshot[] = [];
    await this.goingOn(async () => {
      for await (const snapshot of this.parts.ofHost(host, this.since)) {
        this.abort.signal.throwIfAborted();
        snapshots.push(snapshot);
      }
    });
    return snapshots;
  }

  private nextHost(): Unloaded | undefined {
    for (const key of this.wanted) {
      const host = this.begun.has(key) ? undefined : this.unloaded.get(key);
      if (host) return host;
    }
    for (const [key, host] of this.unloaded) if (!this.begun.has(key)) return host;
    return undefined;
  }

  /** What cannot be read is logged. */
  private async goingOn(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.abort.signal.throwIfAborted();
      this.log.error({ err: error }, 'checkpoints could not be read to their end; the server goes on without the rest');
    }
  }

  private report(losses: RestoreLosses): void {
    const { log, store, from, hosts } = this;
    for (const { file, reason } of from.quarantined)
      log.warn({ file, reason }, 'checkpoint could not be used; it is kept');
    const unknown = [...losses.unknownMetrics];
    if (unknown.length > 0)
      log.warn({ metrics: unknown }, 'checkpoints hold metrics that no cluster configures; left out');
    const other = [...losses.otherSteps];
    if (other.length > 0) log.warn({ metrics: other }, 'checkpoints hold metrics with another time step; left out');
    const milliseconds = Math.round(this.clock.nowMs() - this.beganAt);
    log.info({ hosts, series: store.series.size, milliseconds }, 'metric store restored');
  }
}
