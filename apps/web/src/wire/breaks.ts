import { html, nothing } from './kit.ts';
import type { Meddler } from './meddler.ts';

interface Break {
  id: string;
  label: string;
  /** What happens, and why nothing is lost. */
  why: string;
  /** Whether it waits for its moment, or lasts; undefined for what is done at once. */
  isOn?: (meddler: Meddler) => boolean;
  press(meddler: Meddler): void;
}

const breaks: Break[] = [
  {
    id: 'drop',
    label: 'Drop the socket',
    why: 'Another one opens within a second, and its hello names the last message that is known: the welcome brings the rest.',
    press: (meddler) => meddler.drop(),
  },
  {
    id: 'lose',
    label: 'Lose the next answer',
    why: 'Your next message is in the log, but you are not told. It is said again with the same id: the server finds it there, and writes nothing.',
    isOn: (meddler) => meddler.losesAnswer,
    press: (meddler) => (meddler.losesAnswer = !meddler.losesAnswer),
  },
  {
    id: 'twice',
    label: 'Send twice',
    why: 'Your next message goes out twice, at once. Both want the same place in the log; one gets it, the other finds the first.',
    isOn: (meddler) => meddler.doublesSay,
    press: (meddler) => (meddler.doublesSay = !meddler.doublesSay),
  },
  {
    id: 'offline',
    label: 'Go offline',
    why: 'What you write waits in the outbox, on your disk. Online again, it is sent in its order. Closing this drawer ends it.',
    isOn: (meddler) => meddler.isOffline,
    press: (meddler) => (meddler.isOffline ? meddler.goOnline() : meddler.goOffline()),
  },
];

/** Buttons that break things on purpose. */
export const breaksView = (meddler: Meddler, onPress: () => void) => html`
  <ul>
    ${breaks.map(
      ({ id, label, why, isOn, press }) => html`
        <li>
          <button
            aria-pressed=${isOn ? isOn(meddler) : nothing}
            aria-describedby="wire-${id}"
            @click=${() => {
              press(meddler);
              onPress();
            }}
          >
            ${label}
          </button>
          <p id="wire-${id}">${why}</p>
        </li>
      `,
    )}
  </ul>
`;
