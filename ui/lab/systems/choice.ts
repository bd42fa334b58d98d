import type { FaultName } from '../../../scenarios/systems/system.ts';

/** A real system as the reader has set it: the same words that the command `flatline system` takes. */
export interface Choice {
  readonly system: string;
  /** Whose defaults; those of the modelled version without it. */
  readonly release?: string;
  readonly fault?: FaultName;
  /** Whom the fault hits: a role. */
  readonly target?: string;
  /** How long it lasts: "30s"; for ever without it. */
  readonly lasts?: string;
  /** What differs from the defaults, as typed. */
  readonly settings: Readonly<Record<string, string>>;
}

const flags = { '--release': 'release', '--fault': 'fault', '--target': 'target', '--for': 'lasts' } as const;

/** "kubernetes-node --fault hang --set nodes=3": what follows `npx flatline system`. It names the scenario in links, too. */
export function spellChoice(choice: Choice): string {
  const stage = Object.entries(flags).flatMap(([flag, key]) => (choice[key] ? [`${flag} ${choice[key]}`] : []));
  const settings = Object.keys(choice.settings).sort().map(name => `--set ${name}=${choice.settings[name]}`);
  return [choice.system, ...stage, ...settings].join(' ');
}

/** The choice of that name. It may still be none that the system takes: that is for whoever knows the system to say. */
export function readChoice(text: string): Choice {
  const [system = '', ...words] = text.split(' ').filter(Boolean);
  const stage: Record<string, string> = {};
  const settings: [string, string][] = [];
  for (let i = 0; i < words.length; i += 2) {
    const [flag, value = ''] = [words[i]!, words[i + 1]];
    const equals = value.indexOf('=');
    if (flag === '--set' && equals > 0) settings.push([value.slice(0, equals), value.slice(equals + 1)]);
    else if (Object.hasOwn(flags, flag)) stage[flags[flag as keyof typeof flags]] = value;
  }
  return { system, ...stage, settings: Object.fromEntries(settings) };
}
