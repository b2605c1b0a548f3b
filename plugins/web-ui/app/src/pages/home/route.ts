import type { PageRoute } from '../../router/page-route.js';

export const route: PageRoute = { path: '/', title: 'Clusters', menu: { label: 'Clusters', to: '/', order: 0 } };
