import type { Aws, AwsCall, AwsFault } from './aws.ts';

/** Lets the calls to AWS fail that this pattern describes, such as `PutItem .*-log$`. */
export const failing =
  (calls: RegExp, fault: AwsFault): Aws['fault'] =>
  ({ action, resource }) =>
    calls.test(`${action} ${resource}`) ? fault : undefined;

/** Lets only the first call of each of these patterns fail. A second try succeeds. */
export function failingOnce(patterns: RegExp[], fault: AwsFault): Aws['fault'] {
  const left = new Set(patterns);
  return ({ action, resource }: AwsCall) => {
    const found = [...left].find((it) => it.test(`${action} ${resource}`));
    return found && left.delete(found) ? fault : undefined;
  };
}

export const denied: AwsFault = { status: 400, type: 'AccessDeniedException' };
export const throttled: AwsFault = { status: 400, type: 'ThrottlingException' };
/** AWS itself has failed. */
export const broken: AwsFault = { status: 500, type: 'InternalServerError' };
