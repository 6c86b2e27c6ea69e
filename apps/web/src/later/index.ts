import { midnight } from '../day.ts';
import { followName } from './ask-name.ts';
import { listenToControls } from './controls.ts';
import { letLeave } from './leave.ts';
import { listenForMenus } from './menu.ts';
import { Reader } from './reading.ts';
import { offerNewVersion } from './version.ts';
import type { MessageList } from '../message-list.ts';
import type { Rooms } from '../rooms.ts';

export { announce } from './announce.ts';
export { askName } from './ask-name.ts';
export { fate } from './fate.ts';
export { fillMenu, rove } from './menu.ts';
export { drawSides } from './sides.ts';

/** At midnight, Today becomes Yesterday. */
function onMidnight(changed: () => void): void {
  setTimeout(
    () => {
      changed();
      onMidnight(changed);
    },
    midnight(Date.now(), 1) - Date.now(),
  );
}

/** Begins everything that goes on by itself. @param front the name of the room in front */
export function begin(rooms: Rooms, list: MessageList, front: () => string, changed: () => void): Reader {
  listenToControls(rooms, list);
  listenForMenus();
  letLeave(rooms, front, changed);
  followName(rooms);
  offerNewVersion();
  onMidnight(changed);
  return new Reader(rooms, list);
}
