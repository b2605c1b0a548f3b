import type { Knex } from 'knex';
import type { SqlDriver } from '../contracts/sql-driver.js';
import type { Tag } from '../domain/tag.js';
import { TagTakenError } from './job-errors.js';
import { JobModel } from './models/job-model.js';
import type { TagModel } from './models/tag-model.js';

type NewTag = Omit<Tag, 'id'>;

const idsAtOnce = 10_000;

/** Tables `tag` and `jobtag`. */
export class JobTags {
  constructor(private readonly driver: SqlDriver) {}

  /** Makes the tag where it is missing. Rejects with {@link TagTakenError} where the table allows no second scope. */
  async idOf(knex: Knex, tag: NewTag): Promise<number> {
    const key = { tag_type: tag.type, tag_name: tag.name, tag_scope: tag.scope };
    const found: { id: number } | undefined = await knex('tag').where(key).first('id');
    if (found) return found.id;
    try {
      const [made]: { id: number }[] = await knex('tag').insert(key).returning('id');
      if (made) return made.id;
    } catch (error) {
      if (!this.driver.isDuplicate(error)) throw error;
    }
    throw new TagTakenError(tag);
  }

  /** Attaching again changes nothing. */
  async attach(knex: Knex, jobId: number, tagId: number): Promise<void> {
    await knex('jobtag').insert({ job_id: jobId, tag_id: tagId }).onConflict(['job_id', 'tag_id']).ignore();
  }

  async of(
    ids: readonly number[],
    scopes: readonly string[] | undefined,
  ): Promise<ReadonlyMap<number, readonly Tag[]>> {
    const byJob = new Map<number, Tag[]>();
    for (let at = 0; at < ids.length; at += idsAtOnce) {
      const jobs = await JobModel.query(this.driver.knex)
        .select('job.id')
        .findByIds(ids.slice(at, at + idsAtOnce))
        .whereExists(JobModel.relatedQuery('tags'))
        .withGraphFetched('tags')
        .modifyGraph('tags', (tags) => {
          void tags.select('tag.*').orderBy('tag.id');
          if (scopes) void tags.whereIn('tag_scope', [...scopes]);
        });
      for (const { id, tags } of jobs) if (tags && tags.length > 0) byJob.set(id, tags.map(tagOf));
    }
    return byJob;
  }
}

function tagOf({ id, tag_type, tag_name, tag_scope }: TagModel): Tag {
  return { id, type: tag_type, name: tag_name, scope: tag_scope };
}
