import type { Template } from '@arc-chat/plugin-infra';

const namesIn = (text: string) => [...text.matchAll(/\$\{([\w:]+)/g)].flatMap(([, name = '']) => name);

/** The resources that a value refers to with `Ref`, `Fn::GetAtt` or `Fn::Sub`, without AWS's own parameters. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, it]: [string, unknown]) => {
    if (key === 'Ref' && typeof it === 'string') return it.startsWith('AWS::') ? [] : [it];
    if (key === 'Fn::GetAtt' && Array.isArray(it)) return [String(it[0])];
    if (key !== 'Fn::Sub') return referencesIn(it);
    const [text, own] = Array.isArray(it) ? it : [it, {}];
    const foreign = namesIn(String(text)).filter((name) => !name.startsWith('AWS::') && !Object.hasOwn(own, name));
    return [...foreign, ...referencesIn(own)];
  });
}

/** The resources that must exist before each resource. */
const needs = ({ Resources }: Template): Map<string, string[]> =>
  new Map(
    Object.entries(Resources).map(([id, { DependsOn = [], Properties }]) => {
      // SAM turns a function's events into resources of their own.
      const { Events: _, ...properties } = Properties;
      return [id, [DependsOn, referencesIn(properties)].flat()];
    }),
  );

/** Finds the resources that CloudFormation cannot create: they form a circle, or need a resource that is missing. */
export function unmakeable(template: Template): string[] {
  const left = needs(template);
  for (;;) {
    const ready = [...left].filter(([, needed]) => needed.every((id) => !left.has(id) && id in template.Resources));
    if (ready.length === 0) return [...left.keys()];
    for (const [id] of ready) left.delete(id);
  }
}

/** The paths at which two values differ. */
export function differences(one: unknown, two: unknown, path = ''): string[] {
  if (Object.is(one, two)) return [];
  if (typeof one !== 'object' || typeof two !== 'object' || !one || !two) return [path];
  const [left, right] = [new Map<string, unknown>(Object.entries(one)), new Map<string, unknown>(Object.entries(two))];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) =>
    differences(left.get(key), right.get(key), path ? `${path}.${key}` : key),
  );
}
