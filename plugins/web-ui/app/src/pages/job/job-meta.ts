/** Text that the scheduler's adapter or a person stored with a job. */
export function metaText(metaData: unknown, key: string): string | undefined {
  if (typeof metaData !== 'object' || metaData === null) return undefined;
  const value = (metaData as Readonly<Record<string, unknown>>)[key];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function jobName(metaData: unknown): string | undefined {
  return metaText(metaData, 'jobName');
}
