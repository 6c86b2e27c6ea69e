/** A setting that an operator stores as an SSM parameter of the stage, below `/<app>/<stage>/`. */
export interface Settings {
  /** The address that gets a mail for every alarm. */
  mailTo: string | undefined;
  /** Requests, connections and frames a second, of all clients of an API together. */
  rate: number;
  /** Read units a second of each table. */
  reads: number;
  /** Write units a second of each table. */
  writes: number;
}

/**
 * A frame of a chat costs about one read and one write of a table, and a message several: at the default rate, ordinary
 * use stays far below the tables' ceilings. One partition of a table, so one room, takes 3,000 reads and 1,000 writes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const defaultLimits = { rate: 200, reads: 3_000, writes: 1_000 };

/** @throws Error that names the bad parameter */
export function readSettings(parameters: Record<string, string> = {}): Settings {
  const number = (name: string, fallback: number) => {
    const text = parameters[name];
    if (text === undefined) return fallback;
    const value = Number(text);
    if (Number.isSafeInteger(value) && value > 0) return value;
    throw new Error(`The parameter ${name} is "${text}". Store a whole number above 0.`);
  };
  return {
    mailTo: parameters['ARC_ALARM_EMAIL'],
    rate: number('ARC_RATE_LIMIT', defaultLimits.rate),
    reads: number('ARC_TABLE_READS', defaultLimits.reads),
    writes: number('ARC_TABLE_WRITES', defaultLimits.writes),
  };
}
