import { median } from '../bench/figures.ts';
import { markdownTable, tableRow } from '../costs/markdown.ts';
import { peers, socketio, type PeerName } from './peers.ts';
import type { Lost } from './losses/count.ts';
import type { Notes } from './notes.ts';

const none = '–';

const whole = (value: number) => Math.round(value).toLocaleString('en');
const ms = (value: number) => (value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : whole(value));
const percent = (value: number) => `${Math.round(100 * value)} %`;

const shown = (value: number, write: (value: number) => string) => (Number.isNaN(value) ? none : write(value));

/** The median, the least and the most. */
function spread(values: readonly number[], write: (value: number) => string): string[] {
  if (values.length === 0) return [none, none, none];
  return [median(values), Math.min(...values), Math.max(...values)].map(write);
}

const table = (head: string[], rows: readonly string[][]) =>
  markdownTable(
    head,
    rows.map((cells) => tableRow(...cells)),
  );

const rows = (notes: Notes, measure: string, cells: (name: PeerName) => string[]) =>
  peers.flatMap(({ name, title }) => (notes.of(measure, name).length > 0 ? [[title, ...cells(name)]] : []));

export function deliveryTable(notes: Notes, crowd: string): string {
  const of = (measure: string, name: PeerName) => notes.median(`${measure}, ${crowd}`, name);
  return table(
    ['deliveries a second', 'median', 'min', 'max', 'times Socket.IO', 'server busy', 'generator busy', 'refusals'],
    rows(notes, `deliveries, ${crowd}`, (name) => [
      ...spread(notes.of(`deliveries, ${crowd}`, name), whole),
      shown(of('deliveries', name) / of('deliveries', socketio.name), (it) => it.toFixed(2)),
      shown(of('server', name), percent),
      shown(of('generator', name), percent),
      shown(of('refusals', name), whole),
    ]),
  );
}

export function latencyTable(notes: Notes, crowd: string, load: string): string {
  const of = (measure: string) => `${measure}, ${crowd}, ${load}`;
  return table(
    ['milliseconds', 'messages a second', 'p50', 'min', 'max', 'p99', 'min', 'max', 'unheard'],
    rows(notes, of('p50'), (name) => [
      whole(notes.median(of('rate'), name)),
      ...spread(notes.of(of('p50'), name), ms),
      ...spread(notes.of(of('p99'), name), ms),
      whole(notes.of(of('unheard'), name).reduce((a, b) => a + b, 0)),
    ]),
  );
}

export function memoryTable(notes: Notes): string {
  return table(
    ['memory', 'kB a socket', 'min', 'max', 'MB without sockets'],
    rows(notes, 'bytes a socket', (name) => [
      ...spread(notes.of('bytes a socket', name), (bytes) => (bytes / 1000).toFixed(1)),
      whole(notes.median('bytes before', name) / 1e6),
    ]),
  );
}

export function startTable(notes: Notes): string {
  return table(
    ['milliseconds', 'median', 'min', 'max'],
    rows(notes, 'start', (name) => spread(notes.of('start', name), whole)),
  );
}

export function lossTable(lost: ReadonlyMap<string, Lost>): string {
  return table(
    ['pairs of a message and a view', 'said', 'drops', 'pairs', 'missing', 'doubled', 'in another order'],
    [...lost].map(([title, { said, views, missing, doubled, reordered, drops, isUnsettled }]) => [
      isUnsettled ? `${title} (not settled)` : title,
      ...[said, drops, said * views, missing, doubled, reordered].map(whole),
    ]),
  );
}
