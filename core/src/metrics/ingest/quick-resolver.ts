import type { Level } from '../store/level.js';
import type { MetricStore } from '../store/metric-store.js';
import { isFolderName, longestName } from './folder-name.js';
import type { LevelNames } from './level-names.js';
import { isSpan, isText, spanText, textOf } from './span.js';
import type { Span } from './span.js';

const space = 32;
const comma = 44;
const equals = 61;
const backslash = 92;
const deleted = 127;

/**
 * Finds the series of a key that was not seen before, when it is of the usual kind: ASCII, nothing escaped, no sub-type. Whatever is
 * unusual or wrong is left to `resolveKey`, which knows every rule. Remembers the host and the level before, so that most levels make no
 * string.
 */
export class QuickResolver {
  private readonly cluster: Span = { from: 0, to: 0 };
  private readonly host: Span = { from: 0, to: 0 };
  private readonly type: Span = { from: 0, to: 0 };
  private readonly typeId: Span = { from: 0, to: 0 };
  private readonly hasDefaultCluster: boolean;
  private hostLevel: Level | undefined;
  private level: Level | undefined;
  private levelType = '';
  private levelTypeId = '';
  private removals = -1;

  constructor(
    private readonly store: MetricStore,
    private readonly defaultCluster: string,
    private readonly names: LevelNames,
  ) {
    this.hasDefaultCluster = isFolderName(defaultCluster);
  }

  /**
   * The series, or -1 when the key needs a closer look.
   * @param known the level that these tags name, where somebody knows
   */
  resolve(line: Buffer, from: number, end: number, known: Level | undefined): number {
    const measurementEnd = endOfPlain(line, from, end, comma);
    if (measurementEnd <= from + 1 || measurementEnd >= end) return -1;
    const metric = this.metricNamed(line, from, measurementEnd);
    if (metric === undefined) return -1;
    const level = known ?? (this.readTags(line, measurementEnd, end) ? this.levelNamed(line) : undefined);
    return level ? this.store.seriesAt(level, metric) : -1;
  }

  /** Notes where the tags' values stand, unless something is unusual. */
  private readTags(line: Buffer, from: number, end: number): boolean {
    const { cluster, host, type, typeId } = this;
    cluster.to = host.to = type.to = typeId.to = -1;
    let at = from;
    let isNode = false;
    while (at < end) {
      const name = at + 1;
      const assign = endOfPlain(line, name, end, equals);
      const stop = endOfPlain(line, assign + 1, end, comma);
      if (assign <= name || stop <= assign + 1 || stop === end - 1) return false;
      let span: Span | undefined;
      if (isText(line, name, assign, 'cluster')) span = cluster;
      else if (isText(line, name, assign, 'hostname') || isText(line, name, assign, 'host')) span = host;
      else if (isText(line, name, assign, 'type-id')) span = typeId;
      else if (isText(line, name, assign, 'type')) {
        if (isText(line, assign + 1, stop, 'node')) isNode = true;
        else span = type;
      } else if (line[name] === 115) return false; // s: perhaps a sub-type
      if (span) {
        span.from = assign + 1;
        span.to = stop;
      }
      at = stop;
    }
    if (isNode && type.to < 0) typeId.to = -1;
    return true;
  }

  private metricNamed(line: Buffer, from: number, end: number): number | undefined {
    const { table } = this.store;
    const candidate = table.guess(end - from, line[end - 2]!, line[end - 1]!);
    if (candidate >= 0 && isText(line, from, end, table.at(candidate).name)) return candidate;
    return table.find(textOf(line, from, end));
  }

  private levelNamed(line: Buffer): Level | undefined {
    const { store, type, typeId } = this;
    if (this.removals !== store.removals) {
      this.removals = store.removals;
      this.hostLevel = undefined;
    }
    if (!this.hostLevel || !this.isSameHost(line, this.hostLevel)) {
      this.level = undefined;
      this.hostLevel = this.hostNamed(line);
      if (!this.hostLevel) return undefined;
    }
    if (type.to < 0 && typeId.to < 0) return this.hostLevel;
    if (this.level && isSpan(line, type, this.levelType) && isSpan(line, typeId, this.levelTypeId)) return this.level;
    const names = this.names.of(line, type, typeId);
    this.levelType = names.type;
    this.levelTypeId = names.typeId;
    this.level = names.level.length > longestName ? undefined : this.hostLevel.child(names.level);
    return this.level;
  }

  private isSameHost(line: Buffer, level: Level): boolean {
    const cluster = level.parent!.name;
    const isSameCluster = this.cluster.to < 0 ? cluster === this.defaultCluster : isSpan(line, this.cluster, cluster);
    return isSameCluster && isSpan(line, this.host, level.name);
  }

  private hostNamed(line: Buffer): Level | undefined {
    if (this.cluster.to < 0 && !this.hasDefaultCluster) return undefined;
    const cluster = this.cluster.to < 0 ? this.defaultCluster : spanText(line, this.cluster);
    const host = spanText(line, this.host);
    if (!isFolderName(cluster) || !isFolderName(host)) return undefined;
    return this.store.root.child(cluster).child(host);
  }
}

/** The first `stop` or the end; -1 when something unusual comes before. */
function endOfPlain(line: Buffer, from: number, end: number, stop: number): number {
  for (let at = from; at < end; at++) {
    const byte = line[at]!;
    if (byte === stop) return at;
    if (byte <= space || byte >= deleted || byte === backslash || byte === comma) return -1;
    if (byte === equals && stop === comma && at >= from) return -1;
  }
  return end;
}
