import { add, change, set, type Mend } from './template.ts';

const retentionDays = 30;

/**
 * Lambda makes a log group for each function and keeps it forever. Here all functions share one, so that a connection
 * can be followed through every function. Its name is new, because a group that Lambda has already made would conflict.
 */
export const shareLogs: Mend = (template) => {
  const group = {
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: { 'Fn::Sub': '/${AWS::StackName}' }, RetentionInDays: retentionDays },
  };
  const logging = { LoggingConfig: { LogGroup: { Ref: 'Logs' } } };
  const changed = change(template, 'AWS::Serverless::Function', (it) => set(it, logging));
  const Logs = { Description: 'Log group of all functions', Value: { Ref: 'Logs' } };
  return { ...add(changed, { Logs: group }), Outputs: { ...template.Outputs, Logs } };
};
