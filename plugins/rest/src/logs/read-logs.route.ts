import { guards, sendJson } from '@cc-kernel/core/plugin';
import type { Route } from '@cc-kernel/core/plugin';
import { parseJournalQuery } from '@cc-kernel/core/use-cases';
import type { ReadJournal } from '@cc-kernel/core/use-cases';
import { principalOf } from '../principal-of.js';
import { QueryParameters } from '../query/query-parameters.js';

/** What the server wrote into its host's journal, for the log page: `?since=`, `?lines=`, `?level=`, `?search=`. */
export const readLogsRoute = (readJournal: Pick<ReadJournal, 'run'>): Route => ({
  methods: ['GET'],
  path: '/frontend/logs/',
  guard: guards.frontendApi,
  bodyLimit: 0,
  rate: 'ui',
  deadline: 30,
  async handle(context) {
    const parameters = new QueryParameters(context.http.querystring);
    const query = parseJournalQuery({
      since: parameters.first('since'),
      lines: parameters.first('lines'),
      level: parameters.first('level'),
      search: parameters.first('search'),
    });
    const entries = await readJournal.run(principalOf(context), query, context.signal);
    context.http.set('Cache-Control', 'no-store');
    sendJson(context, 200, entries);
  },
});
