import { Agent } from 'node:https';
import { connect } from 'node:net';

/** Our code calls AWS at its real addresses. From now on every HTTPS request goes to this port, without TLS. */
export function redirectTo(port: number): void {
  Agent.prototype.createConnection = () => connect(port, '127.0.0.1');
}
