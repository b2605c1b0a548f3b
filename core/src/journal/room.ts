import Type from 'typebox';
import { definePlugin } from '../kernel/define-plugin.js';
import { ReadJournal } from './read-journal.js';

/** What the server wrote into the journal of its host. */
export default definePlugin({
  id: 'core.journal',
  config: Type.Object({}, { additionalProperties: false }),
  register(bind) {
    bind.singletonClass(ReadJournal);
  },
});
