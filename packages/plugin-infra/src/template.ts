/** The used part of a CloudFormation template. A value may be a function such as `{ Ref: 'WS' }`, so most are unknown. */
export type Template = {
  Description?: string;
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Description: string; Value: unknown }>;
};

export type Resource = {
  Type: string;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Properties: Properties;
};

type Properties = {
  [name: string]: unknown;
  Policies?: Policy[];
  Environment?: { Variables: Record<string, unknown> };
  PolicyDocument?: PolicyDocument;
};

type Policy = { PolicyName: string; PolicyDocument: PolicyDocument };
type PolicyDocument = { Version?: string; Statement: Statement[] };
export type Statement = { Effect: string; Action: string | string[]; Resource?: unknown; Condition?: object };

/** Corrects one thing. Returns a new template, and leaves the given one unchanged. */
export type Mend = (template: Template) => Template;

/** Returns the template with every resource of a type changed. */
export function change(template: Template, type: string, by: (resource: Resource, id: string) => Resource): Template {
  const resources = Object.entries(template.Resources);
  const changed = resources.map(([id, it]) => [id, it.Type === type ? by(it, id) : it] as const);
  return { ...template, Resources: Object.fromEntries(changed) };
}

/** Returns the template with more resources. */
export const add = (template: Template, resources: Record<string, Resource>): Template => ({
  ...template,
  Resources: { ...template.Resources, ...resources },
});

/** The names of all resources of a type. */
export const namesOf = (template: Template, type: string): string[] =>
  Object.entries(template.Resources).flatMap(([id, { Type }]) => (Type === type ? [id] : []));

/** Returns the resource with properties added or replaced. */
export const set = (resource: Resource, properties: Properties): Resource => ({
  ...resource,
  Properties: { ...resource.Properties, ...properties },
});
