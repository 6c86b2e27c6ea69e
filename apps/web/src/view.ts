import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Entry, Room, RoomState, Status } from '@arc-chat/client';

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

/** Names may be shared; a colour and a tag made from the user's id tell people apart. */
const hueOf = (user: string) => (Number.parseInt(user.slice(0, 6), 16) || 0) % 360;

const personName = ({ user, name }: { user: string; name: string }) =>
  html`<b class="name" .style=${`--hue: ${hueOf(user)}`}>${name}</b> <small class="tag">${user.slice(0, 4)}</small>`;

const clock = (at: number) => html`<time datetime=${new Date(at).toISOString()}>${time.format(at)}</time>`;

export const messagesView = (room: Room, { messages, hasOlder, outbox, you, restarts }: RoomState) => html`
  ${restarts > 0 ? html`<li class="note">The history of this room was started over. This is the new one.</li>` : nothing}
  ${hasOlder ? html`<li class="note"><button @click=${() => room.older()}>Older messages</button></li>` : nothing}
  ${repeat(
    messages,
    (message) => message.seq,
    (message) => html`
      <li class=${message.user === you?.user ? 'own' : ''}>
        ${personName(message)} ${clock(message.at)}
        <p dir="auto">${message.text}</p>
      </li>
    `,
  )}
  ${repeat(
    outbox,
    (entry) => entry.key,
    (entry) => entryView(room, entry),
  )}
`;

const entryView = (room: Room, entry: Entry) => html`
  <li class="own unsent">
    ${entry.failed ? html`<b class="failed">Not sent: ${reasons[entry.failed] ?? entry.failed}</b>` : html`<small>Sending…</small>`}
    ${clock(entry.at)}
    <p dir="auto">${entry.text}</p>
    ${
      entry.failed
        ? html`
            <button @click=${() => room.retry(entry)}>Retry</button>
            <button @click=${() => room.discard(entry)}>Discard</button>
          `
        : nothing
    }
  </li>
`;

const reasons: Record<string, string> = {
  'too-long': 'it is too long',
  'too-large': 'it is too large',
  'bad-frame': 'the server does not understand it',
};

export const peopleView = ({ people, you }: RoomState) =>
  people
    ? html`
        <h2>${people.length === 1 ? '1 person' : `${people.length} people`}</h2>
        <ul>
          ${repeat(
            people,
            (person) => person.user,
            (person) => html`<li>${personName(person)} ${person.user === you?.user ? '(you)' : nothing}</li>`,
          )}
        </ul>
      `
    : html`<h2>100+ people</h2>`;

export function typingView({ typing }: RoomState) {
  if (typing.length === 0) return nothing;
  const names = typing.map((person) => person.name);
  return names.length > 3
    ? 'Several people are typing…'
    : `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} typing…`;
}

/** The state of the connection, and what one can do about it. */
export function statusView(room: Room, status: Status, unsent: number) {
  const left = unsent > 0 ? `, ${unsent} unsent` : '';
  switch (status.type) {
    case 'live':
      return html`Connected`;
    case 'connecting':
      return html`Connecting…${left}`;
    case 'waiting': {
      const seconds = Math.max(0, Math.ceil((status.retryAt - Date.now()) / 1000));
      return html`Reconnecting in ${seconds} s${left} <button @click=${() => room.wake()}>Try now</button>`;
    }
    case 'stopped':
    default:
      return html`Disconnected${left} <button @click=${() => location.reload()}>Reload</button>`;
  }
}
