import { change, set, type Mend } from './template.ts';

/**
 * Requests, connections and frames a second, from everybody together; without this, all that the account may do, which
 * is thousands. It bounds what a flood can cost, and is no limit per person: those are in packages/chat.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-protect.html
 */
export const stageLimits = { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 };

const stages = ['AWS::ApiGatewayV2::Stage', 'AWS::Serverless::HttpApi'];

/** Neither the sockets' stage nor the page's has a limit of its own. */
export const throttle: Mend = (template) =>
  stages.reduce((it, type) => change(it, type, (stage) => set(stage, { DefaultRouteSettings: stageLimits })), template);
