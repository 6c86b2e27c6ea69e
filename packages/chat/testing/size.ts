/** The size of a row as DynamoDB counts it: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export function sizeOf(row: object): number {
  return Object.entries(row).reduce((bytes, [name, value]) => bytes + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  // One byte for two digits, and one more.
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  throw new Error(`sizeOf does not know the size of a ${typeof value}`);
}

/** The units of a strongly consistent read, at least one. */
export const readUnits = (rows: object[]) =>
  Math.max(1, Math.ceil(rows.reduce((sum: number, it) => sum + sizeOf(it), 0) / 4096));

export const writeUnits = (row: object) => Math.max(1, Math.ceil(sizeOf(row) / 1024));
