/** A page in a sandboxed frame, and what it is asked by the page around it. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { siteOf } from '../../ui/cli/serveFiles.ts';

/** The files of a folder, on a port of their own. */
export async function hosted(folder: string): Promise<{ readonly url: string; close(): void }> {
  const { server } = siteOf(folder);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

export interface Told { readonly flatline: string; readonly id?: number; readonly problem?: string; readonly [field: string]: unknown }

export interface Frame {
  readonly page: Page;
  readonly wrong: readonly string[];
  ask(flatline: string, fields?: object): Promise<Told>;
}

/** Without `allow-same-origin`: no storage, no origin, no worker from a file. It has said that it is ready. */
export async function framed(browser: Browser, around: string, inside: string): Promise<Frame> {
  const page = await (await browser.newContext({ viewport: { width: 1_240, height: 800 } })).newPage();
  const wrong: string[] = [];
  page.on('pageerror', error => wrong.push(String(error)));
  page.on('console', message => { if (message.type() === 'error') wrong.push(message.text()); });
  await page.goto(around);
  await page.evaluate(src => new Promise<void>((resolve, reject) => {
    setTimeout(() => reject(new Error('the frame is silent')), 30_000);
    addEventListener('message', ({ data }) => { if ((data as Told).flatline === 'ready') resolve(); });
    const frame = Object.assign(document.createElement('iframe'), { src, width: '1200', height: '760' });
    frame.setAttribute('sandbox', 'allow-scripts');
    document.body.replaceChildren(frame);
  }), inside);
  let serial = 0;
  return {
    page, wrong,
    ask: (flatline, fields = {}) => page.evaluate(asked => new Promise<Told>(resolve => {
      addEventListener('message', function hear({ data }: MessageEvent<Told>) {
        if (data.id !== asked.id) return;
        removeEventListener('message', hear);
        resolve(data);
      });
      frames[0]!.postMessage(asked, '*');
    }), { ...fields, flatline, id: ++serial }),
  };
}
