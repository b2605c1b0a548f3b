export interface JobNotice {
  readonly level: 'info' | 'warning';
  readonly text: string;
}

/** As the server numbers them. */
const MONITORING = { disabled: 0, runningOrArchiving: 1, archivingFailed: 2, archived: 3 } as const;

/** Why there is less to see than one may expect. `hasSamples` is `undefined` until that is known. */
export function jobNotice(
  job: { readonly state: string; readonly monitoringStatus: number; readonly duration: number },
  hasSamples: boolean | undefined,
): JobNotice | undefined {
  if (job.monitoringStatus === MONITORING.disabled) {
    return {
      level: 'warning',
      text: 'This job was not monitored, so there are no measurements. It may have been too short, or monitoring was switched off for it.',
    };
  }
  if (job.monitoringStatus === MONITORING.archivingFailed) {
    return {
      level: 'warning',
      text: 'The measurements of this job could not be archived. What is shown is what the live store still has; it will be gone with time.',
    };
  }
  if (hasSamples === false) {
    return job.state === 'running'
      ? {
          level: 'info',
          text: 'No measurements have arrived yet. The first usually come within a minute or two after the start; this page will show them by itself.',
        }
      : { level: 'warning', text: 'There are no measurements of this job: its nodes reported none while it ran.' };
  }
  if (job.state !== 'running' && job.monitoringStatus === MONITORING.runningOrArchiving) {
    return { level: 'info', text: 'The job has ended and is being archived; figures may still change a little.' };
  }
  return undefined;
}
