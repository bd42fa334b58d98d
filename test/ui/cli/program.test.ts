import { describe, expect, test } from 'vitest';
import { parse, verbs, type Typed } from '../../../ui/cli/program.ts';

const said = { out: '', err: '' };
const writers = { out: (text: string) => { said.out += text; }, err: (text: string) => { said.err += text; } };
function typed(...args: string[]): ReturnType<typeof parse> {
  Object.assign(said, { out: '', err: '' });
  return parse(args, '1.2.3', writers);
}

describe('the command line', () => {
  test('every verb has its own help, and the help of all names it', () => {
    expect(typed('--help')).toEqual({ exit: 0 });
    for (const { name } of verbs) expect(said.out).toMatch(new RegExp(`^  ${name} .*`, 'm'));
    for (const { name } of verbs) {
      expect(typed(name, '--help')).toEqual({ exit: 0 });
      expect(said.out).toMatch(new RegExp(`^Usage: flatline ${name} `));
    }
  });

  test('help is no wider than a terminal', () => {
    for (const { name } of verbs) {
      typed(name, '--help');
      expect(Math.max(...said.out.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
    }
  });

  test('what repeats is gathered in order, what counts is a number, what lasts is in microseconds', () => {
    const { verb, subject, options } = typed('run', 'x.json', '--set', 'a=1', '--set', 'b=2', '--detector', 'push', '--detector', 'pull', '--runs', '30',
      '--seed', '7', '--json', '-q', '--patience', '1.5s') as Typed;
    expect([verb.name, subject]).toEqual(['run', 'x.json']);
    expect(options).toEqual({ set: ['a=1', 'b=2'], detector: ['push', 'pull'], runs: 30, seed: '7', json: true, quiet: true, patience: 1_500_000 });
  });

  test('a share is of a figure or of the usual one, and check takes several files', () => {
    expect(typed('run', 'x', '--until-ci', '5%', '--time-budget', '30s')).toMatchObject({ options: { untilCi: { path: undefined, within: 0.05 }, timeBudget: 30_000_000 } });
    expect(typed('compare', 'x', '--until-ci', 'pairs.a=b>c.mistakeRate=0.02')).toMatchObject({ options: { untilCi: { path: 'pairs.a=b>c.mistakeRate', within: 0.02 } } });
    expect(typed('check', 'x', 'y', '--strict', '--markdown', 'm')).toMatchObject({ subjects: ['x', 'y'], options: { strict: true, markdown: 'm' } });
    expect(typed('run', 'x', '--until-ci', '0')).toEqual({ exit: 2 });
    expect(said.err).toMatch(/Expected more than 0%/);
  });

  test('- is a file, and a negative value is a value', () => {
    expect(typed('run', '-', '--set', 'x=-5')).toMatchObject({ subject: '-', options: { set: ['x=-5'] } });
  });

  test.each([
    ['--for', 'for ever', /--for <duration>' argument 'for ever' is invalid\. Expected a duration with its unit/], ['--for', '5', /Expected a duration with its unit/],
    ['--loss', '%', /Expected a share such as 5%/], ['--loss', '100%', /Expected a share/], ['--fault', 'crash', /Allowed choices are kill, hang, blackhole, host, partition, pause, loss, none/],
    ['--loss-of', 'tcp', /Allowed choices are all, datagram/], ['--runs', '0', /a whole number from 1/],
  ])('system %s %s is refused, and what is allowed is said', (option, value, message) => {
    expect(typed('system', 'nats-server', option, value)).toEqual({ exit: 2 });
    expect(said.err).toMatch(message);
  });

  test('list may go without a family', () => expect(typed('list')).toMatchObject({ subject: undefined }));

  test('one parse leaves nothing behind for the next', () => {
    typed('run', 'x', '--set', 'a=1');
    expect((typed('run', 'x') as Typed).options).toEqual({});
  });

  test('the version', () => {
    expect(typed('--version')).toEqual({ exit: 0 });
    expect(said.out).toBe('1.2.3\n');
  });

  test.each([
    [['rnu'], /^flatline: unknown command 'rnu'\n\(Did you mean run\?\)\n$/], [['run'], /^flatline: missing required argument 'file'\n$/],
    [['run', 'x', '--runs', '1.5'], /Expected a whole number from 1 to 1000000\./], [['run', 'x', '--patience', '5'], /Expected a duration with its unit, such as 10s\./],
    [['describe', 'a', 'b'], /too many arguments/], [['run', 'x', '--set'], /argument missing/],
  ])('%j is said to be wrong', (args, message) => {
    expect(typed(...args)).toEqual({ exit: 2 });
    expect(said.err).toMatch(message);
    expect(said.out).toBe('');
  });

  test('JSON or CSV, not both', () => expect(() => typed('run', 'x', '--json', '--csv')).toThrow(expect.objectContaining({ exit: 2 })));
});
