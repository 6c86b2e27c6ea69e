import { watch } from './alarms.ts';
import { deployRoutes } from './deployment.ts';
import { shareLogs } from './logs.ts';
import { trustOurApiOnly } from './permissions.ts';
import { narrowRole } from './role.ts';
import { keepTables } from './tables.ts';
import { throttle } from './throttling.ts';
import type { Mend, Template } from './template.ts';

export { stageLimits } from './throttling.ts';
export type { Template };

/** Applies all mends. Each mend's file explains its reason. */
export function mend(template: Template, { mailTo }: { mailTo?: string | undefined } = {}): Template {
  const mends: Mend[] = [deployRoutes, throttle, trustOurApiOnly, keepTables, shareLogs, narrowRole, watch(mailTo)];
  return mends.reduce((mended, next) => next(mended), template);
}

type Stage = 'staging' | 'production';

/** See https://arc.codes/docs/en/guides/plugins/deploy#deploystart */
type StartArguments = {
  cloudformation: Template;
  stage: Stage;
  /** `aws` holds the variables that `arc env` has stored for each stage. */
  inventory: { inv: { _project: { env: { aws: Partial<Record<Stage, Record<string, string> | null>> | null } } } };
};

/** An Architect plugin that mends the template before Architect deploys it. */
export default {
  deploy: {
    start({ cloudformation, stage, inventory }: StartArguments): Template {
      return mend(cloudformation, { mailTo: inventory.inv._project.env.aws?.[stage]?.['ARC_ALARM_EMAIL'] });
    },
  },
};
