import Type from 'typebox';
import { ArchiveTarget } from '../contracts/archive-target.js';
import { ClusterCatalog } from '../contracts/cluster-catalog.js';
import { Health } from '../contracts/health.js';
import { JobArchive } from '../contracts/job-archive.js';
import { definePlugin } from '../kernel/define-plugin.js';
import { checkVersion } from './archive-version.js';
import { ArchivedClusters } from './archived-clusters.js';
import { DocumentJobArchive } from './document-job-archive.js';
import { RebuildFromArchive } from './rebuild-from-archive.js';

/** The archive and the clusters whose configuration stands in it. */
export default definePlugin({
  id: 'core.archive',
  provides: [ClusterCatalog, JobArchive],
  needs: [ArchiveTarget],
  config: Type.Object({}, { additionalProperties: false }),
  register(bind) {
    bind.singleton(ClusterCatalog, ArchivedClusters);
    bind.singleton(JobArchive, DocumentJobArchive);
    bind.singletonClass(RebuildFromArchive); // whoever asks for it has started core.jobs too
  },
  async start(context) {
    const target = context.get(ArchiveTarget);
    await checkVersion(target);
    const clusters = context.get(ArchivedClusters);
    await clusters.load();
    context.get(Health).add('archive', () => ({
      state: 'ok',
      text: target.place,
      details: { clusters: clusters.clusters.map(({ name }) => name) },
    }));
  },
});
