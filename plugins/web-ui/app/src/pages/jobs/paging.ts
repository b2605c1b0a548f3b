/** `26–50 of 1 234`, and how many pages there are. */
export interface Paging {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly pages: number;
}

export function pagingOf(count: number, page: number, size: number): Paging {
  const pages = Math.max(1, Math.ceil(count / size));
  const first = count === 0 ? 0 : (page - 1) * size + 1;
  return { first: Math.min(first, count), last: Math.min(page * size, count), count, pages };
}
