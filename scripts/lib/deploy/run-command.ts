import { Problem } from '../root.ts';

/** Runs a command, and exits. Prints a Problem without its stack. */
export async function runCommand(command: () => Promise<boolean>): Promise<never> {
  try {
    process.exit((await command()) ? 0 : 1);
  } catch (error) {
    console.error(error instanceof Problem ? error.message : error);
    process.exit(1);
  }
}
