import inventory from '@architect/inventory';
import { toLogicalID } from '@architect/utils';
import { Problem, root } from '../root.ts';

const stages = ['staging', 'production'] as const;
type Stage = (typeof stages)[number];

/** What app.arc says of a deployment, and the names that Architect makes of it. */
export interface Project {
  folder: string;
  app: string;
  stage: Stage;
  /** The CloudFormation stack. */
  stack: string;
  /** Where Architect keeps the stage's secret, and finds it on deploying. */
  secretName: string;
  /** Undefined where app.arc leaves it to the environment. */
  region: string | undefined;
  profile: string | undefined;
}

/** @throws Problem for what is no stage */
export async function readProject(name: string | undefined): Promise<Project> {
  const stage = stages.find((it) => it === name);
  if (!stage) throw new Problem(`Which stage? ${stages.join(' or ')}.`);
  // A region that none is called tells whether app.arc has one: without any, Architect takes us-west-2 and says nothing.
  const { app, aws } = (await inventory({ cwd: root, deployStage: stage, region: 'none' })).inv;
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
