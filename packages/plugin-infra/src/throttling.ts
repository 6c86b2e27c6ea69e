import { change, set, type Mend } from './template.ts';

/**
 * Requests, connections and frames a second, for all clients together. The limit bounds the cost of a flood: the
 * account's own limit is thousands a second. Limits per person are in packages/chat.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-protect.html
 */
export const stageLimits = { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 };

const stages = ['AWS::ApiGatewayV2::Stage', 'AWS::Serverless::HttpApi'];

/** Architect gives no limit to the sockets' stage or to the page's stage. */
export const throttle: Mend = (template) =>
  stages.reduce((it, type) => change(it, type, (stage) => set(stage, { DefaultRouteSettings: stageLimits })), template);
