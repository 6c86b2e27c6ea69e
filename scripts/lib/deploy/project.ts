import inventory from '@architect/inventory';
import { toLogicalID } from '@architect/utils';
import { Problem, root } from '../root.ts';

const stages = ['staging', 'production'] as const;
type Stage = (typeof stages)[number];

/** The settings in app.arc for a deployment, and the names that Architect derives from them. */
export interface Project {
  folder: string;
  app: string;
  stage: Stage;
  /** The CloudFormation stack. */
  stack: string;
  /** The SSM parameter with the stage's secret. Architect reads it when it deploys. */
  secretName: string;
  /** Undefined if app.arc leaves the region to the environment. */
  region: string | undefined;
  profile: string | undefined;
}

function refuse(error: unknown): never {
  const reason = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : String(error);
  throw new Problem(`app.arc is not valid. ${reason}`);
}

/**
 * @param others more names that the command takes, for the error
 * @throws Problem if no stage has this name, or if app.arc is not valid
 */
export async function readProject(name: string | undefined, ...others: string[]): Promise<Project> {
  const stage = stages.find((it) => it === name);
  if (!stage) throw new Problem(`Name a stage: ${[...stages, ...others].join(' or ')}.`);
  // The region stays "none" if app.arc has no region. Without this default, Architect would silently take us-west-2.
  const { app, aws } = (await inventory({ cwd: root, deployStage: stage, region: 'none' }).catch(refuse)).inv;
  return {
    folder: root,
    app,
    stage,
    stack: toLogicalID(`${app}-${stage}`),
    secretName: `/${app}/${stage}/ARC_APP_SECRET`,
    region: aws.region === 'none' ? undefined : aws.region,
    profile: aws.profile ?? undefined,
  };
}
