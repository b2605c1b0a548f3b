import { fileURLToPath } from 'node:url';
import {
  ClusterCatalog,
  definePlugin,
  guards,
  PlainPages,
  Routes,
  Settings,
  UserStore,
  type Route,
} from '@cc-kernel/core/plugin';
import Type from 'typebox';
import { assetRoutes } from './asset.routes.js';
import { bootDocument } from './boot-document.js';
import { readBuiltApp } from './built-app.js';
import { pageRoutes } from './page.routes.js';
import { plainDress } from './plain-dress.js';

const VERSION = '0.1.0';
const BUILT = fileURLToPath(new URL('../dist-app', import.meta.url));

/** The pages: a single-page application, and the files that it is made of. */
export default definePlugin({
  id: 'web-ui',
  version: VERSION,
  needs: [Routes, ClusterCatalog, UserStore],
  config: Type.Object({}, { additionalProperties: false }),
  register: () => undefined,
  start({ get, log }) {
    const app = readBuiltApp(BUILT);
    if (!app) {
      log.warn({ folder: BUILT }, 'the web interface is not built, there will be no pages: npm run build');
      get(Routes).add(notBuilt);
      return;
    }
    const settings = get(Settings);
    get(PlainPages).wear(plainDress(app.plain));
    get(Routes).add(
      ...assetRoutes(app.assets),
      ...pageRoutes({
        app,
        boot: async (who) =>
          bootDocument({
            who,
            user: await get(UserStore).find(who.username),
            clusters: get(ClusterCatalog).clusters,
            settings,
            version: VERSION,
          }),
      }),
    );
  },
});

const notBuilt: Route = {
  methods: ['GET'],
  path: '/',
  guard: guards.page,
  bodyLimit: 0,
  rate: 'ui',
  handle: ({ http }) => {
    http.status = 503;
    http.set('Content-Type', 'text/plain; charset=utf-8');
    http.body = 'The web interface is not built. Run «npm run build» and start the server again.\n';
  },
};
