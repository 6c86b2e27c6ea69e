import type { Ports } from './ports.ts';

/** The ports that all events of a host share. */
export type SharedPorts = Omit<Ports, 'deadline' | 'unposted'>;

/** The ports of one event, with its own deadline. `posts` counts its posts by outcome, and those that it had no time for. */
export function eventPorts(shared: SharedPorts, patienceMs: number) {
  const posts = { delivered: 0, gone: 0, failed: 0, left: 0 };
  const { sockets } = shared;
  const ports: Ports = {
    ...shared,
    deadline: shared.now() + patienceMs,
    unposted: (count) => void (posts.left += count),
    sockets: {
      close: (connection) => sockets.close(connection),
      post(connection, data) {
        const outcome = sockets.post(connection, data);
        if (typeof outcome === 'string') posts[outcome]++;
        else
          void outcome.then(
            (it) => posts[it]++,
            () => {},
          );
        return outcome;
      },
    },
  };
  return { ports, posts };
}
