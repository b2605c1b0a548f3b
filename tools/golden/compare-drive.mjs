import { Comparison } from './comparison.mjs';
import { readJsonLines } from './golden-folder.mjs';

/** Each start and stop request got the status that the original gave. */
export function compareDrive(recordedFile, nowFile) {
  const comparison = new Comparison('drive');
  const now = readJsonLines(nowFile);
  for (const [at, recorded] of readJsonLines(recordedFile).entries()) {
    const answer = now[at];
    const same = answer?.path === recorded.path && answer.status === recorded.status;
    const name = `${recorded.path} ${recorded.body.jobId}`;
    comparison.count(name, same ? undefined : `recorded ${recorded.status}, now ${answer?.status}: ${answer?.answer}`);
  }
  return comparison;
}
