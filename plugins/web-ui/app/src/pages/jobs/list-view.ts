import type { OrderByInput } from '../../api/schema.js';

/** Everything about the list that is not a filter, as the address keeps it. */
export interface ListView {
  readonly sort: Sort;
  /** From 1. */
  readonly page: number;
  readonly size: number;
}

export interface Sort {
  /** A column of the job table, or a footprint such as `flops_any_avg`. */
  readonly field: string;
  readonly descending: boolean;
}

export const PAGE_SIZES = [10, 25, 50, 100] as const;
export const SORT_COLUMNS = ['startTime', 'duration', 'numNodes', 'numHwthreads', 'numAcc', 'energy'] as const;
export const DEFAULT_SORT: Sort = { field: 'startTime', descending: true };

/** @param usualSize where the address names none */
export function viewOfAddress(query: URLSearchParams, usualSize: number): ListView {
  const size = Number(query.get('size'));
  const page = Number(query.get('page'));
  return {
    sort: sortOf(query.get('sort') ?? ''),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    size: PAGE_SIZES.some((known) => known === size) ? size : usualSize,
  };
}

/** What differs from the usual. The size always stands there: a link must show the same page to everybody. */
export function parametersOfView(view: ListView): readonly (readonly [string, string])[] {
  const { sort, page, size } = view;
  const usual = sort.field === DEFAULT_SORT.field && sort.descending === DEFAULT_SORT.descending;
  return [
    ...(usual ? [] : [['sort', `${sort.descending ? '-' : ''}${sort.field}`] as const]),
    ...(page === 1 ? [] : [['page', String(page)] as const, ['size', String(size)] as const]),
  ];
}

export function orderInput({ field, descending }: Sort): OrderByInput {
  const type = SORT_COLUMNS.some((column) => column === field) ? 'col' : 'foot';
  return { field, type, order: descending ? 'DESC' : 'ASC' };
}

/** The largest first; a second click turns it round. */
export function sortBy(field: string, present: Sort): Sort {
  return { field, descending: present.field === field ? !present.descending : true };
}

function sortOf(text: string): Sort {
  const [, sign = '', field] = /^(-?)(\w+)$/.exec(text) ?? [];
  const known =
    field !== undefined && (SORT_COLUMNS.some((column) => column === field) || /_(avg|min|max)$/.test(field));
  return known ? { field, descending: sign === '-' } : DEFAULT_SORT;
}
