import { el } from '../dom.ts';
import { readScenario, saveScenario } from '../outside.ts';
import type { Page } from '../page.ts';

/** To a file and from one: the same JSON that the command reads. */
export function fileControls(page: Page): HTMLElement {
  const refused = (text: string): void => page.dispatch({ type: 'say', text });
  const input = el('input', {
    type: 'file', accept: '.json,application/json', hidden: true, 'aria-hidden': 'true', tabindex: -1, 'data-testid': 'open-input',
    onchange: () => {
      const [chosen] = input.files ?? [];
      input.value = '';
      if (!chosen) return;
      readScenario(chosen, file => page.dispatch({ type: 'open', script: { preset: '', file, variant: 0 }, said: `Opened: ${chosen.name}` }), refused);
    },
  });
  const save = (): void => {
    const { file, preset } = page.state().script;
    saveScenario(file, preset || 'scenario');
  };
  return el('div', { class: 'row files' },
    el('button', { type: 'button', 'data-testid': 'save', onclick: save }, 'Save as file'),
    el('button', { type: 'button', 'data-testid': 'open', onclick: () => input.click() }, 'Open a file'), input);
}
