import { fingerprintOf, isSame, legacyRecords, parseSideFile, parseSnapshot } from '@cc-kernel/metricstore-wal/formats';
import { openSegment } from './segment.mjs';

/** What is damaged in a file, and where. */
export function verify(kind, bytes, sideFile) {
  if (kind === 'log')
    return openSegment(bytes).gaps.map(({ from, to }) => `bytes ${from} to ${to} hold no sound block`);
  if (kind === 'wal') {
    const complaints = [];
    for (const _ of legacyRecords(bytes, ({ from, to, reason }) =>
      complaints.push(`bytes ${from} to ${to}: ${reason}`),
    ));
    return complaints;
  }
  return snapshotComplaints(bytes, sideFile);
}

function snapshotComplaints(bytes, sideFile) {
  const complaints = [];
  const expected = sideFile === undefined ? [] : parseSideFile(sideFile);
  if (expected === undefined) complaints.push('its side file is damaged');
  else if (sideFile !== undefined && !expected.some((each) => isSame(each, fingerprintOf(bytes))))
    complaints.push('the bytes are not those that its side file vouches for');
  try {
    const { ignored } = parseSnapshot(bytes);
    complaints.push(...ignored.map((each) => `not usable: ${each}`));
  } catch (error) {
    complaints.push(error.message);
  }
  return complaints;
}
