import { change, set, type Mend } from './template.ts';

const ourSockets = { 'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${WS}/*' };

/**
 * Architect lets any API Gateway of any account invoke the sockets' functions. An attacker with a function's ARN could
 * invoke it through an API of their own, and send events in another person's name.
 */
export const trustOurApiOnly: Mend = (template) =>
  change(template, 'AWS::Lambda::Permission', (permission) => {
    const { Principal, SourceArn } = permission.Properties;
    const open = Principal === 'apigateway.amazonaws.com' && SourceArn === undefined;
    return open ? set(permission, { SourceArn: ourSockets }) : permission;
  });
