import {
  encodeLegacyRecord,
  legacyFileMagic,
  readDictionary,
  readSamples,
  scanSegment,
  segmentHeaderSize,
} from '@cc-kernel/metricstore-wal/formats';
import { numberOf } from './documents.mjs';
import { floatText, timeText } from './go-text.mjs';

const sampleBlock = 2;
const numberAt = 8;

/** The header says its number; where the header is damaged nothing else does, and no block can be told. */
export function openSegment(bytes) {
  if (bytes.length < segmentHeaderSize)
    return { segment: undefined, blocks: [], gaps: [{ from: 0, to: bytes.length }] };
  const segment = Number(bytes.readBigUInt64LE(numberAt));
  return { segment, ...scanSegment(bytes, segment) };
}

function* samplesOf(bytes, blocks) {
  const dictionary = readDictionary(bytes, blocks);
  for (const { kind, from, to } of blocks) {
    if (kind !== sampleBlock) continue;
    const { count, series, times, values } = readSamples(bytes, from, to);
    for (let at = 0; at < count; at++) {
      const { cluster, host, levels, metric } = dictionary.get(series[at]) ?? {
        metric: `series ${series[at]}`,
        levels: [],
      };
      yield { cluster, host, levels, metric, time: times[at], value: values[at] };
    }
  }
}

export function segmentDocument(bytes) {
  const { segment, blocks, gaps } = openSegment(bytes);
  const samples = Array.from(samplesOf(bytes, blocks), (sample) => ({ ...sample, value: numberOf(sample.value) }));
  return { segment, samples, gaps };
}

export function segmentText(file, bytes) {
  const { segment, blocks, gaps } = openSegment(bytes);
  const lines = ['=== Log Segment Dump ===', `File:     ${file}`, `Segment:  ${segment ?? 'unknown'}`, ''];
  let count = 0;
  for (const { cluster = '?', host = '?', levels, metric, time, value } of samplesOf(bytes, blocks)) {
    lines.push(`--- Sample #${++count} ---`, `  Timestamp:   ${timeText(time)}`, `  Host:        ${cluster}/${host}`);
    lines.push(`  Metric:      ${metric}`, `  Selectors:   ${levels.length > 0 ? `[${levels.join(', ')}]` : '(none)'}`);
    lines.push(`  Value:       ${floatText(value)}`, '');
  }
  for (const { from, to } of gaps) lines.push(`=== Bytes ${from} to ${to} hold no sound block ===`);
  lines.push(`=== Total samples: ${count} ===`);
  return `${lines.join('\n')}\n`;
}

/** The samples of each host as the records of a `current.wal`. */
export function legacyFilesOf(bytes) {
  const header = Buffer.alloc(4);
  header.writeUInt32LE(legacyFileMagic);
  const hosts = new Map();
  for (const sample of samplesOf(bytes, openSegment(bytes).blocks)) {
    const { cluster, host } = sample;
    if (cluster === undefined) throw new Error(`the names of ${sample.metric} are lost; --verify tells more`);
    const key = `${cluster}/${host}`;
    if (!hosts.has(key)) hosts.set(key, { cluster, host, records: [] });
    hosts.get(key).records.push(encodeLegacyRecord(sample));
  }
  return Array.from(hosts.values(), ({ cluster, host, records }) => ({
    cluster,
    host,
    header,
    records: Buffer.concat(records),
  }));
}
