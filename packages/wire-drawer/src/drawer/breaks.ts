import { el, write } from './dom.ts';
import type { Meddler } from './meddler.ts';

interface Break {
  id: string;
  label(meddler: Meddler): string;
  /** Explains the effect, and why no message is lost. */
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
    label: () => 'Lose an answer',
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

/** Buttons that break things on purpose. @param tell gets the explanation of a break that waits for the next message */
export function breakButtons(meddler: Meddler, tell: (news?: string) => void) {
  const all = breaks.map((it) => {
    const button = el('button', {
      onclick: () => {
        it.press(meddler);
        tell(it.isArmed?.(meddler) ? it.why : undefined);
      },
    });
    button.setAttribute('aria-describedby', `wire-${it.id}`);
    return { ...it, button };
  });
  return {
    element: el(
      'ul',
      {},
      ...all.map(({ id, why, button }) => el('li', {}, button, el('p', { id: `wire-${id}` }, why))),
    ),
    draw() {
      for (const { id, button, label, isArmed } of all) {
        write(button, label(meddler));
        if (isArmed) button.ariaPressed = String(isArmed(meddler));
        button.classList.toggle('on', id === 'offline' && meddler.isOffline);
      }
    },
  };
}
