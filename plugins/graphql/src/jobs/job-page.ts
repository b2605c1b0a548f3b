import { InvalidInputError, type Page } from '@cc-kernel/core/plugin';
import type { Given, PageRequest } from './job-inputs.js';

/** The part of a list that a client wants: a page, or all rows. */
export type WantedRows = Page | 'all';

/** Without a page: the first 50. −1 means all rows; a page before the first is the first. Other sizes below 1 are refused. */
export function wantedRows(asked: Given<PageRequest>): WantedRows {
  if (!asked) return { itemsPerPage: 50, page: 1 };
  const { itemsPerPage, page } = asked;
  if (itemsPerPage === -1) return 'all';
  if (itemsPerPage < 1) throw new InvalidInputError(`invalid items-per-page value: ${itemsPerPage}`);
  return { itemsPerPage, page: Math.max(1, page) };
}
