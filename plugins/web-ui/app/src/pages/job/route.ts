import type { PageRoute } from '../../router/page-route.js';

export const route: PageRoute = { path: '/monitoring/job/:id', title: 'Job' };
