import { chromium, type Browser } from '@playwright/test';
import { browserArgs, findBrowser } from '../scripts/lib/browser.ts';

/** Starts the browser that `findBrowser` finds. */
export async function launchBrowser(): Promise<Browser> {
  const path = await findBrowser();
  return chromium.launch({ ...(path && { executablePath: path }), args: browserArgs });
}
