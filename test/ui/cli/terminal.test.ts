import { describe, expect, test, vi } from 'vitest';
import { Progress, percent, remaining } from '../../../ui/cli/progress.ts';
import { paints, terminal } from '../../../ui/cli/terminal.ts';

const stream = (more: object = {}) => {
  const written: string[] = [];
  return { written, write: (text: string) => written.push(text), ...more };
};

describe('the terminal', () => {
  test('data goes to one stream, everything else to the other', () => {
    const [stdout, stderr] = [stream(), stream()];
    const to = terminal({ stdout, stderr, env: {} }, false);
    to.out('data');
    to.say('message');
    to.complain('complaint\n');
    expect([stdout.written, stderr.written]).toEqual([['data\n'], ['message\n', 'complaint\n']]);
  });

  test('when quiet only complaints are heard', () => {
    const [stdout, stderr] = [stream(), stream()];
    const to = terminal({ stdout, stderr, env: {} }, true);
    to.say('message');
    to.complain('complaint');
    expect(stderr.written).toEqual(['complaint\n']);
  });

  test('the width is that of the terminal, within reason, and 80 without one', () => {
    const columns = (wide?: number) => terminal({ stdout: stream(wide === undefined ? {} : { columns: wide }), stderr: stream(), env: {} }, false).columns;
    expect([columns(), columns(90), columns(300), columns(20)]).toEqual([80, 90, 100, 80]);
  });

  test.each([
    [true, {}, true], [false, {}, false], [true, { NO_COLOR: '1' }, false], [true, { NO_COLOR: '' }, true], [true, { TERM: 'dumb' }, false],
  ])('a terminal %s with %j paints: %s', (isTTY, env, expected) => expect(paints(stream({ isTTY }), env)).toBe(expected));
});

describe('progress', () => {
  const began = (to: ReturnType<typeof stream> | undefined, redraws = false): Progress => {
    vi.useFakeTimers({ now: 1_000_000 });
    try {
      return new Progress('work', to, redraws);
    } finally {
      vi.useRealTimers();
    }
  };

  test('is silent for what is over within a second', () => {
    const to = stream();
    began(to).update(0.5, 1_000_900);
    expect(to.written).toEqual([]);
  });

  test('then says a line now and then where nothing can be redrawn', () => {
    const to = stream();
    const progress = began(to);
    for (const [share, at] of [[0.1, 1_001_100], [0.2, 1_002_000], [0.3, 1_006_200]] as const) progress.update(share, at);
    expect(to.written).toEqual(['work: 10 %, about 10 s left\n', 'work: 30 %, about 15 s left\n']);
  });

  test('draws a bar on a terminal, and leaves nothing behind', () => {
    const to = stream({ isTTY: true, columns: 80, cursorTo() {}, clearLine() {}, moveCursor() {}, on() {}, removeListener() {} });
    const progress = began(to, true);
    progress.update(0.5, 1_001_100);
    progress.stop();
    expect(to.written.join('')).toContain('50 %  about 2 s left');
  });

  test('foretells only what it can', () => expect([remaining(0, 500), remaining(0.25, 2_000)]).toEqual(['', 'about 6 s left']));

  test('says nothing when quiet', () => expect(() => { began(undefined).update(0.5, 2_000_000); }).not.toThrow());

  test('a share is whole percent, and never more than all', () => expect([percent(0.129), percent(2), percent(-1)]).toEqual(['12 %', '100 %', '0 %']));
});
