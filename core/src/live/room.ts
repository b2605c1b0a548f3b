import Type from 'typebox';
import { ClusterCatalog } from '../contracts/cluster-catalog.js';
import { JobEvents } from '../contracts/job-events.js';
import { JobStore } from '../contracts/job-store.js';
import { LiveTopics } from '../contracts/live-topics.js';
import { MetricReader } from '../contracts/metric-reader.js';
import { definePlugin } from '../kernel/define-plugin.js';
import { JobTopic } from './job-topic.js';
import { JobsTopic } from './jobs-topic.js';

/** News of jobs, for whoever watches them. */
export default definePlugin({
  id: 'core.live',
  needs: [LiveTopics, JobStore, JobEvents, MetricReader, ClusterCatalog],
  config: Type.Object({}, { additionalProperties: false }),
  register(bind) {
    bind.singletonClass(JobTopic);
    bind.singletonClass(JobsTopic);
  },
  start({ get }) {
    const topics = get(LiveTopics);
    topics.add(get(JobTopic));
    topics.add(get(JobsTopic));
  },
});
