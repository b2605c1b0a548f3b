/** Job documents carry the job's script; none is anywhere near this. */
export const documentLimit = 8 * 1024 * 1024;

/** A batch of samples, about a million lines. */
export const samplesLimit = 64 * 1024 * 1024;
