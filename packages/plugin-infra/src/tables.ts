import { change, namesOf, type Mend } from './template.ts';

const type = 'AWS::DynamoDB::Table';

/**
 * A table that app.arc wants to be recoverable, `PointInTimeRecovery true`, would still be deleted with its stack or by a
 * change of its key. It outlives both; only what a failed first deploy leaves behind is nobody's history.
 */
export const keepTables: Mend = (template) => {
  const kept = namesOf(template, type).filter(
    (id) => template.Resources[id]?.Properties['PointInTimeRecoverySpecification'],
  );
  const policies = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
  const changed = change(template, type, (table, id) => (kept.includes(id) ? { ...table, ...policies } : table));
  // Whoever destroys the stack has to be told what stays.
  const outputs = kept.map((id) => [id, { Description: 'Table that outlives the stack', Value: { Ref: id } }] as const);
  return { ...changed, Outputs: { ...template.Outputs, ...Object.fromEntries(outputs) } };
};
