/** Columns of the table that can be left out, in order; metrics follow. */
export const COLUMNS = ['user', 'cluster', 'start', 'size', 'energy', 'footprint', 'metrics'] as const;
export type ColumnName = (typeof COLUMNS)[number];

export const COLUMN_WORDS: Readonly<Record<ColumnName, string>> = {
  user: 'User and project',
  cluster: 'Cluster',
  start: 'Start',
  size: 'Nodes, cores, accelerators',
  energy: 'Energy',
  footprint: 'Footprint',
  metrics: 'Metrics over time',
};

export const USUAL_COLUMNS: readonly ColumnName[] = ['user', 'cluster', 'start', 'size', 'footprint', 'metrics'];

export function isColumns(value: unknown): value is readonly ColumnName[] {
  return Array.isArray(value) && value.every((name) => COLUMNS.some((known) => known === name));
}
