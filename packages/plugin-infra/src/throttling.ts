import { change, set, type Mend } from './template.ts';

/** The page's API and the sockets' API. */
const stages = ['AWS::ApiGatewayV2::Stage', 'AWS::Serverless::HttpApi'];

/**
 * Limits an API's requests, connections and frames a second. Architect sets no limit, and the account's own limit is
 * thousands a second. All clients share it: 200 a second are 400 people who type, or 48,000 who only listen, because
 * their heartbeats come every four minutes. AWS turns the rest away without a function, and an alarm counts them.
 * Limits per person are in packages/chat.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-protect.html
 */
export const throttle =
  (rate: number): Mend =>
  (template) => {
    const limits = { ThrottlingRateLimit: rate, ThrottlingBurstLimit: 2 * rate };
    return stages.reduce(
      (it, type) => change(it, type, (stage) => set(stage, { DefaultRouteSettings: limits })),
      template,
    );
  };
