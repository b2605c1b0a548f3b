import { Model } from 'objection';

/** A row of `tag`; inside `core/src/jobs` only. */
export class TagModel extends Model {
  static override tableName = 'tag';

  declare id: number;
  declare tag_type: string;
  declare tag_name: string;
  declare tag_scope: string;
}
