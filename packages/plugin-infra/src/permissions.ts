import { change, set, type Mend } from './template.ts';

const ourSockets = { 'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${WS}/*' };

/**
 * The functions of the sockets let in any API Gateway of any account. Whoever learned a function's ARN could put an API
 * of their own before it and send it events in anybody's name.
 */
export const trustOurApiOnly: Mend = (template) =>
  change(template, 'AWS::Lambda::Permission', (permission) => {
    const { Principal, SourceArn } = permission.Properties;
    const open = Principal === 'apigateway.amazonaws.com' && SourceArn === undefined;
    return open ? set(permission, { SourceArn: ourSockets }) : permission;
  });
