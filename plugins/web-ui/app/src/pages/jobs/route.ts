import type { PageRoute } from '../../router/page-route.js';

export const route: PageRoute = {
  path: '/monitoring/jobs/',
  title: 'Jobs',
  menu: { label: 'Jobs', to: '/monitoring/jobs/', order: 10 },
};
