import { ROLE_LEVEL } from '../../boot/boot.js';
import type { PageRoute } from '../../router/page-route.js';

export const route: PageRoute = {
  path: '/monitoring/logs',
  title: 'Logs',
  menu: { label: 'Logs', to: '/monitoring/logs', order: 90, level: ROLE_LEVEL.admin },
};
