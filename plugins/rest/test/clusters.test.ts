import { afterEach, describe, expect, it } from 'vitest';
import { openRest } from './rest-server.js';

describe('GET /api/clusters/', () => {
  let close = async (): Promise<void> => undefined;
  afterEach(() => close());

  const ask = async (query: string) => {
    const server = await openRest();
    close = server.close;
    return server.ask('GET', `/api/clusters/${query}`);
  };

  const load =
    '{"name":"cpu_load","unit":{"base":""},"peak":16,"normal":16,"caution":8,"alert":4,"energy":"","scope":"node","aggregation":"avg",' +
    '"footprint":"avg","timestep":60,"restrict":false,"lowerIsBetter":false}';
  const orion =
    `{"name":"orion","metricConfig":[${load},{"name":"mem_bw","unit":{"base":"B/s","prefix":"G"},"peak":16,"normal":16,"caution":8,` +
    '"alert":4,"energy":"","scope":"node","aggregation":"avg","timestep":30,"restrict":false,"lowerIsBetter":false}],' +
    '"subClusters":[{"name":"main","nodes":"n[001-012]","processorType":"x","topology":{"node":[0,1],"socket":[[0,1]],' +
    '"memoryDomain":[[0,1]],"core":[[0],[1]]},"flopRateScalar":{"unit":{"base":"F/s","prefix":"G"},"value":1},' +
    '"flopRateSimd":{"unit":{"base":"F/s","prefix":"G"},"value":2},"memoryBandwidth":{"unit":{"base":"B/s","prefix":"G"},"value":3},' +
    `"metricConfig":[${load}],"footprint":["cpu_load"],"socketsPerNode":1,"coresPerSocket":2,"threadsPerCore":1}]}`;

  it.each(['', '?cluster=orion', '?name=lynx'])('prints them with what was derived: %s', async (query) => {
    const answer = await ask(query);
    expect([answer.status, await answer.text()]).toEqual([200, `{"clusters":[${orion}]}\n`]);
  });

  it.each(['nosuch', 'Orion', ''])('knows no cluster "%s"', async (name) => {
    const answer = await ask(`?cluster=${name}`);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { status: 'Bad Request', error: `unknown cluster: ${name}` },
    ]);
  });
});
