import { add, change, set, type Mend } from './template.ts';

const retentionDays = 30;

/**
 * Lambda makes a log group for each function, kept for ever. Here is one for all of them, so that a connection can be
 * followed through every function. It has a name of its own: one that Lambda made before would be in the way.
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
