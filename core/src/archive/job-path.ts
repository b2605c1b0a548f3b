import { InvalidInputError } from '../errors/index.js';
import type { JobIdentity } from '../domain/job.js';

/** `<cluster>/<jobId div 1000>/<jobId mod 1000, three digits>/<startTime>`: the folder of one job. */
export function jobFolder({ cluster, jobId, startTime }: JobIdentity): string {
  if (!isPlainName(cluster)) throw new InvalidInputError(`cluster ${JSON.stringify(cluster)} cannot name a folder`);
  if (!isCount(jobId)) throw new InvalidInputError(`jobId ${jobId} must be a whole number, 0 or more`);
  if (!isCount(startTime)) throw new InvalidInputError(`startTime ${startTime} must be a whole number, 0 or more`);
  return `${cluster}/${Math.floor(jobId / 1000)}/${String(jobId % 1000).padStart(3, '0')}/${startTime}`;
}

/** `undefined`: not the folder of a job. */
export function identityOf(folder: string): JobIdentity | undefined {
  const [cluster = '', thousands = '', rest = '', start = '', ...more] = folder.split('/');
  const identity = { cluster, jobId: Number(thousands) * 1000 + Number(rest), startTime: Number(start) };
  if (more.length > 0 || !/^\d+$/.test(start) || !isPlainName(cluster)) return undefined;
  return isCount(identity.jobId) && isCount(identity.startTime) && jobFolder(identity) === folder
    ? identity
    : undefined;
}

/** No separators, control characters or leading dot: names come from documents that anybody may have written. */
function isPlainName(name: string): boolean {
  return (
    name !== '' && !name.startsWith('.') && !Array.from(name).some((char) => char < ' ' || '/\\\u007f'.includes(char))
  );
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
