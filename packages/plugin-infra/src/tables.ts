import { change, namesOf, type Mend } from './template.ts';

const type = 'AWS::DynamoDB::Table';

/**
 * Keeps a table with `PointInTimeRecovery true` in app.arc when its stack is deleted or its key changes. Only a failed
 * first deployment deletes the table, because it holds no data yet.
 */
export const keepTables: Mend = (template) => {
  const kept = namesOf(template, type).filter(
    (id) => template.Resources[id]?.Properties['PointInTimeRecoverySpecification'],
  );
  const policies = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
  const changed = change(template, type, (table, id) => (kept.includes(id) ? { ...table, ...policies } : table));
  // The outputs name the tables that stay when the stack is destroyed.
  const outputs = kept.map((id) => [id, { Description: 'Table that outlives the stack', Value: { Ref: id } }] as const);
  return { ...changed, Outputs: { ...template.Outputs, ...Object.fromEntries(outputs) } };
};
