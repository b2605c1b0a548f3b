import { Model } from 'objection';
import type { RelationMappings } from 'objection';
import { TagModel } from './tag-model.js';

/** A row of `job` with its relations; inside `core/src/jobs` only. Hot paths use knex. */
export class JobModel extends Model {
  static override tableName = 'job';

  static override get relationMappings(): RelationMappings {
    return {
      tags: {
        relation: Model.ManyToManyRelation,
        modelClass: TagModel,
        join: { from: 'job.id', through: { from: 'jobtag.job_id', to: 'jobtag.tag_id' }, to: 'tag.id' },
      },
    };
  }

  declare id: number;
  declare tags?: TagModel[];
}
