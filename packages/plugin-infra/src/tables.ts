import { change, namesOf, set, type Mend } from './template.ts';

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
  return change(template, type, (table, id) => (kept.includes(id) ? { ...table, ...policies } : table));
};

/**
 * Limits the units a second of each table, and with them the cost of a flood. Without ceilings, an on-demand table takes
 * what the account allows.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html
 */
export const capTables =
  ({ reads, writes }: { reads: number; writes: number }): Mend =>
  (template) => {
    const OnDemandThroughput = { MaxReadRequestUnits: reads, MaxWriteRequestUnits: writes };
    return change(template, type, (table) => set(table, { OnDemandThroughput }));
  };

/** The outputs name the tables, for the operator's commands and for the table that stays when the stack is destroyed. */
export const nameTables: Mend = (template) => {
  const outputs = namesOf(template, type).map((id) => [id, { Description: 'Table', Value: { Ref: id } }] as const);
  return { ...template, Outputs: { ...template.Outputs, ...Object.fromEntries(outputs) } };
};
