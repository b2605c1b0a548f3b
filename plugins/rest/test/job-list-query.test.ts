import { InvalidInputError } from '@cc-kernel/core/plugin';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJobListQuery } from '../src/jobs/job-list-query.js';
import { QueryParameters } from '../src/query/query-parameters.js';

const parse = (text: string) => parseJobListQuery(new QueryParameters(text));

describe('the query of the job list', () => {
  it('asks for the first 25 jobs when it is empty', () => {
    expect(parse('')).toEqual({ filters: [{}], page: { itemsPerPage: 25, page: 1 }, withMetaData: false });
  });

  it('takes every parameter of the interface', () => {
    const text =
      'state=running&state=failed&cluster=lynx&project=p1&start-time=5-9&page=2&items-per-page=3&with-metadata=true';
    expect(parse(text)).toEqual({
      filters: [
        {
          states: ['running', 'failed'],
          cluster: { eq: 'lynx' },
          project: { eq: 'p1' },
          startTime: { from: 5, to: 9 },
        },
      ],
      page: { itemsPerPage: 3, page: 2 },
      withMetaData: true,
    });
  });

  it('takes what the Slurm adapter sends', () => {
    expect(parse('state=running&items-per-page=9999999&page=1&with-metadata=false')).toEqual({
      filters: [{ states: ['running'] }],
      page: { itemsPerPage: 9999999, page: 1 },
      withMetaData: false,
    });
  });

  it('uses the first of repeated values', () => {
    expect(parse('cluster=a&cluster=b&items-per-page=1&items-per-page=2')).toMatchObject({
      filters: [{ cluster: { eq: 'a' } }],
      page: { itemsPerPage: 1 },
    });
  });

  it('counts no further than numbers go', () => {
    const last = Number.MAX_SAFE_INTEGER;
    expect(parse('page=9223372036854775807&items-per-page=2').page).toEqual({ itemsPerPage: 2, page: (last - 1) / 2 });
    expect(parse('page=3&items-per-page=9223372036854775807').page).toEqual({ itemsPerPage: last, page: 1 });
  });

  it('refuses what it does not understand', () => {
    const wrong =
      'state=done state= state=RUNNING start-time= start-time=1 start-time=1- start-time=-1 start-time=1-2-3 start-time=1.5-2 ' +
      'start-time=a-b page=0 page=-1 page=x page= page=1.0 items-per-page=0 items-per-page=99999999999999999999 ' +
      'with-metadata=perhaps user=alice startTime=1-2 State=running =1 %zz=1 cluster=%zz cluster=lynx;page=2';
    for (const text of wrong.split(' ')) expect(() => parse(text), text).toThrow(InvalidInputError);
  });

  it('survives any text', () => {
    const names = fc.constantFrom('state', 'cluster', 'start-time', 'page', 'items-per-page', 'with-metadata', 'x');
    const text = fc
      .array(fc.tuple(names, fc.constantFrom('=', '=%', '&', '-'), fc.string()))
      .map((parts) => parts.flat().join(''));
    fc.assert(
      fc.property(text, (query) => {
        try {
          expect(parse(query).page.page).toBeGreaterThanOrEqual(1);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
    );
  });
});
