import { JOB_STATES, isFinalState } from '../domain/job.js';
import type { JobState } from '../domain/job.js';
import type { UnixSeconds } from '../domain/time.js';
import { StrictDocument } from './strict-document.js';

export interface StoppedJobDocument {
  readonly jobId: number;
  readonly cluster?: string;
  readonly startTime?: UnixSeconds;
  readonly stopTime: UnixSeconds;
  readonly jobState?: JobState;
}

const keys = ['jobId', 'cluster', 'startTime', 'stopTime', 'jobState'];
const finalStates = JOB_STATES.filter(isFinalState);

/** Reads the document of a stop. Rejects with `InvalidInputError`, which names every field that is wrong. */
export function parseStopJob(document: unknown): StoppedJobDocument {
  return StrictDocument.read(document, keys, (fields) => {
    return {
      jobId: fields.whole('jobId', { from: 0 }),
      stopTime: fields.whole('stopTime', { from: 1 }),
      ...(!fields.lacks('cluster') && { cluster: fields.text('cluster') }),
      ...(!fields.lacks('startTime') && { startTime: fields.whole('startTime', { from: 0 }) }),
      ...(!fields.lacks('jobState') &&
        fields.text('jobState') !== '' && { jobState: fields.oneOf('jobState', finalStates, 'completed') }),
    };
  });
}
