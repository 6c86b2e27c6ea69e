import { watch } from './alarms.ts';
import { showAll } from './dashboard.ts';
import { deployRoutes } from './deployment.ts';
import { shareLogs } from './logs.ts';
import { measure } from './metrics.ts';
import { trustOurApiOnly } from './permissions.ts';
import { giveRoles, readGrants, type Grants } from './roles.ts';
import { readSettings, type Settings } from './settings.ts';
import { deployCopies } from './static.ts';
import { capTables, keepTables, nameTables } from './tables.ts';
import { throttle } from './throttling.ts';
import type { Mend, Template } from './template.ts';

export { defaultLimits } from './settings.ts';
export type { Template };

/** Applies all mends. Each mend's file explains its reason. */
export function mend(template: Template, grants: Grants, settings: Settings): Template {
  const mends: Mend[] = [
    deployRoutes,
    throttle(settings.rate),
    trustOurApiOnly,
    keepTables,
    capTables(settings),
    nameTables,
    shareLogs,
    giveRoles(grants),
    measure,
    watch(settings.mailTo),
    showAll,
  ];
  return mends.reduce((mended, next) => next(mended), template);
}

type Stage = 'staging' | 'production';

/** See https://arc.codes/docs/en/guides/plugins/deploy#deploystart */
type StartArguments = {
  cloudformation: Template;
  stage: Stage;
  inventory: {
    inv: {
      _project: {
        /** The parsed app.arc. */
        arc: { grants?: unknown[] };
        /** The parameters of each stage in SSM. */
        env: { aws: Partial<Record<Stage, Record<string, string> | null>> | null };
      };
    };
  };
};

/** An Architect plugin that mends the template before Architect deploys it, and chooses the files to deploy. */
export default {
  set: { static: deployCopies },
  deploy: {
    start({ cloudformation, stage, inventory }: StartArguments): Template {
      const { arc, env } = inventory.inv._project;
      return mend(cloudformation, readGrants(arc.grants), readSettings(env.aws?.[stage] ?? {}));
    },
  },
};
