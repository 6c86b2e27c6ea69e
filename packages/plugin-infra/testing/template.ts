import { createRequire } from 'node:module';
import type { Template } from '../src/template.ts';

export type Stage = 'staging' | 'production';

type Inventory = {
  inv: {
    _project: { env: { aws: Partial<Record<Stage, Record<string, string>>> | null } };
    plugins: { _methods: { deploy?: { start?: Hook[] } } } | null;
  };
};

type Hook = (parameters: { cloudformation: Template; inventory: Inventory; stage: Stage }) => unknown;

// These packages have no types.
const require = createRequire(import.meta.url);
const takeInventory: (options: {
  cwd: string;
  rawArc?: string;
  deployStage: Stage;
}) => Promise<Inventory> = require('@architect/inventory');
const installed: (inventory: Inventory) => Template = require('@architect/package');

type Project = {
  /** The project's folder. */
  cwd: string;
  /** Used instead of the project's app.arc. */
  manifest?: string;
  stage?: Stage;
  /** The variables that `arc env` has stored for the stage. */
  env?: Record<string, string>;
  /** Used instead of the installed @architect/package. */
  toTemplate?: typeof installed;
};

/** The template that `arc deploy` would send to CloudFormation, made by the same packages, without AWS. */
export async function templateOf({
  cwd,
  manifest,
  stage = 'staging',
  env,
  toTemplate = installed,
}: Project): Promise<Template> {
  const inventory = await takeInventory({ cwd, deployStage: stage, ...(manifest && { rawArc: manifest }) });
  if (env) inventory.inv._project.env.aws = { [stage]: env };
  let cloudformation = toTemplate(inventory);
  // The description contains the current time.
  delete cloudformation.Description;
  for (const hook of inventory.inv.plugins?._methods.deploy?.start ?? []) {
    const changed = await hook({ cloudformation, inventory, stage });
    if (isTemplate(changed)) cloudformation = changed;
  }
  return cloudformation;
}

/** A hook may also change the given template and return nothing. */
const isTemplate = (value: unknown): value is Template =>
  typeof value === 'object' && value !== null && 'Resources' in value;
