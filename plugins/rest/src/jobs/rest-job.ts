import { jobDocument } from '@cc-kernel/core/plugin';
import type { JobView } from '@cc-kernel/core/use-cases';

/** A job as REST shows it. The energy footprint is never part of it. */
export function restJob({ job, tags, metaData, statistics }: JobView): object {
  return jobDocument({ ...job, energyFootprint: undefined, metaData, tags, statistics });
}
