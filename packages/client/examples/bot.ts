// A bot that answers `!ping`. Start the app, then: node packages/client/examples/bot.ts
import { Room } from '@arc-chat/client';
import { guest } from '@arc-chat/client/node';

const [address = 'http://localhost:3333', room = 'lobby'] = process.argv.slice(2);
const answered = new Set<string>();
const started = Date.now();

const bot = new Room(room, guest(address), () => {
  for (const { id, at, name, text } of bot.state.messages) {
    if (text !== '!ping' || at < started || answered.has(id)) continue;
    answered.add(id);
    void bot.say(`Pong, ${name}.`);
  }
});

bot.open();
