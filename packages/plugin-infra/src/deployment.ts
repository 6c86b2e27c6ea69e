import { createHash } from 'node:crypto';
import { change, set, type Mend } from './template.ts';

const parts = ['AWS::ApiGatewayV2::Route', 'AWS::ApiGatewayV2::Integration'];

/**
 * API Gateway serves the routes of a WebSocket API as they were at its last deployment. CloudFormation makes a new
 * deployment only if the resource has a new name. Architect never changes the name, so a later route would not go live.
 */
export const deployRoutes: Mend = (template) => {
  const { WebsocketDeployment: deployment, ...others } = template.Resources;
  if (!deployment) return template;
  const routes = Object.entries(others).filter(([, { Type }]) => parts.includes(Type));
  const hash = createHash('sha256').update(JSON.stringify(routes)).digest('hex').slice(0, 8);
  const id = `WebsocketDeployment${hash}`;
  const Resources = { ...others, [id]: { ...deployment, DependsOn: routes.map(([route]) => route) } };
  return change({ ...template, Resources }, 'AWS::ApiGatewayV2::Stage', (stage) =>
    set(stage, { DeploymentId: { Ref: id } }),
  );
};
