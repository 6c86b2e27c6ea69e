import { html, nothing } from './kit.ts';
import type { Meddler } from './meddler.ts';

interface Break {
  id: string;
  label(meddler: Meddler): string;
  /** What happens, and why nothing is lost. */
  why: string;
  press(meddler: Meddler): void;
  /** Whether it waits for the next message. */
  isArmed?: (meddler: Meddler) => boolean;
}

const breaks: Break[] = [
  {
    id: 'drop',
    label: () => 'Drop the socket',
    why: 'Another opens within a second. Its hello says what is known, its welcome brings the rest.',
    press: (meddler) => meddler.drop(),
  },
  {
    id: 'lose',
    label: () => 'Lose the next answer',
    why: 'Your next message is logged, but you are not told. Said again, it is found by its id.',
    press: (meddler) => (meddler.losesAnswer = !meddler.losesAnswer),
    isArmed: (meddler) => meddler.losesAnswer,
  },
  {
    id: 'twice',
    label: () => 'Send twice',
    why: 'Your next message goes out twice. One of them gets the place in the log, the other finds it there.',
    press: (meddler) => (meddler.doublesSay = !meddler.doublesSay),
    isArmed: (meddler) => meddler.doublesSay,
  },
  {
    id: 'offline',
    label: (meddler) => (meddler.isOffline ? 'Go online' : 'Go offline'),
    why: 'What you write waits in the outbox, on your disk. Online again, it is sent, in its order.',
    press: (meddler) => (meddler.isOffline ? meddler.goOnline() : meddler.goOffline()),
  },
];

/** Buttons that break things on purpose. @param onPress is given what there is to say about it */
export const breaksView = (meddler: Meddler, onPress: (news?: string) => void) => html`
  <ul>
    ${breaks.map(
      ({ id, label, why, press, isArmed }) => html`
        <li>
          <button
            class=${id === 'offline' && meddler.isOffline ? 'on' : ''}
            aria-pressed=${isArmed ? isArmed(meddler) : nothing}
            aria-describedby="wire-${id}"
            @click=${() => {
              press(meddler);
              onPress(isArmed?.(meddler) ? why : undefined);
            }}
          >
            ${label(meddler)}
          </button>
          <p id="wire-${id}">${why}</p>
        </li>
      `,
    )}
  </ul>
`;
