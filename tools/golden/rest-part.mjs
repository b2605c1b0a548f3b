import path from 'node:path';
import { readJson } from './golden-folder.mjs';
import { copyRecorder, replay } from './replay.mjs';

const only = '^(accounts|start|stop|jobs-list|job|write|free|reads|userapi)$';

/** The recorded REST exchanges about starting, stopping, listing and reading jobs, clusters, and writing samples. */
export function replayRest(source, site) {
  const names = readJson(path.join(source, 'exchanges.json'))
    .groups.filter(({ name, profile = 'main' }) => profile === 'main' && new RegExp(only).test(name))
    .flatMap((group) =>
      group.exchanges
        .filter(({ name }) => name)
        .flatMap(({ name, as = group.as ?? 'token api' }) =>
          [as].flat().map((who) => `${group.name}/${name} as ${who}`),
        ),
    );
  const options = ['--url', site.url, '--token', site.token, '--only', only, '--loose'];
  const copy = site.file('golden-rest');
  copyRecorder(source, copy, ['exchanges.json', 'answers.json.gz', 'server/env']);
  return replay('rest', copy, options, names);
}
