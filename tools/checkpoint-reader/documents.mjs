import { legacyRecords, parseSnapshot } from '@cc-kernel/metricstore-wal/formats';

/** Numbers that JSON does not know become text. */
export function numberOf(value) {
  return Number.isFinite(value) ? value : Number.isNaN(value) ? null : String(value);
}

export function snapshotDocument(bytes) {
  const { from, to, root, ignored } = parseSnapshot(bytes);
  return { from, to, ...levelDocument(root), ...(ignored.length > 0 ? { ignored } : {}) };
}

function levelDocument({ metrics, children }) {
  const runs = ([name, all]) => [
    name,
    all.map(({ start, step, values }) => ({ start, frequency: step, data: Array.from(values, numberOf) })),
  ];
  return {
    metrics: Object.fromEntries([...metrics].map(runs)),
    children: Object.fromEntries([...children].map(([name, child]) => [name, levelDocument(child)])),
  };
}

export function legacyLogDocument(bytes) {
  const damages = [];
  const records = [...legacyRecords(bytes, (damage) => damages.push(damage))];
  return { records: records.map((record) => ({ ...record, value: numberOf(record.value) })), damages };
}
