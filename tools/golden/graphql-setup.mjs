import { until } from './site.mjs';

/**
 * Steps of the recorded set-up whose route this program does not have yet, and what stands in for them: tags and metadata are
 * written into the database as soon as the job is there, node states are left out.
 */
export class MissingSteps {
  steps = [];

  /** The steps that can be played; the others are kept here. */
  async sort(setup, site) {
    const playable = [];
    for (const step of setup) {
      if (step.path && !(await site.has(step.method, step.path.replace(/\{job:\d+\}/, '0')))) this.steps.push(step);
      else playable.push(step);
    }
    return playable;
  }

  get routes() {
    return [...new Set(this.steps.map((step) => `${step.method} ${step.path.replace(/\{.*\}/, '{id}')}`))].join(', ');
  }

  async standIn(site) {
    for (const { path, body } of this.steps) {
      const jobId = Number(/\{job:(\d+)\}/.exec(path)?.[1]);
      if (!jobId) continue;
      await until(`job ${jobId} is in the database`, 60_000, () =>
        site.database((database) => write(database, jobId, body)),
      );
    }
  }
}

function write(database, jobId, body) {
  const row = database.prepare('SELECT id, meta_data FROM job WHERE job_id = ?').get(jobId);
  if (!row) return false;
  if (Array.isArray(body)) for (const tag of body) attach(database, row.id, tag);
  else {
    const metaData = { ...JSON.parse(row.meta_data ?? '{}'), [body.key]: body.value };
    database.prepare('UPDATE job SET meta_data = ? WHERE id = ?').run(JSON.stringify(metaData), row.id);
  }
  return true;
}

function attach(database, job, { type, name, scope }) {
  database
    .prepare('INSERT INTO tag (tag_type, tag_name, tag_scope) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    .run(type, name, scope);
  const tag = database.prepare('SELECT id FROM tag WHERE tag_type = ? AND tag_name = ?').get(type, name);
  database.prepare('INSERT INTO jobtag (job_id, tag_id) VALUES (?, ?) ON CONFLICT DO NOTHING').run(job, tag.id);
}
