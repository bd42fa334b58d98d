import type { ProcessId } from '../../../src/contract.ts';
import type { Page } from '../page.ts';
import type { Actions } from './actions.ts';

export interface Press { readonly page: Page; readonly actions: Actions; readonly process: ProcessId; readonly at: { readonly x: number; readonly y: number } }

/** Keys of a process that has the focus. They stay when single-key shortcuts are off: they act on the focus only. */
export const nodeKeys: readonly { readonly key: string; readonly shown: string; readonly words: string; readonly act: (press: Press) => void }[] = [
  { key: 'enter', shown: 'Enter', words: 'what can be done to it', act: ({ actions, process, at }) => actions.nodeMenu(process, at) },
  { key: 'c', shown: 'C', words: 'crash it, or let it recover', act: ({ actions, process }) => actions.toggleCrash(process) },
  { key: 'p', shown: 'P', words: 'pause it for 4 s', act: ({ actions, process }) => actions.pause(process) },
  { key: 'l', shown: 'L', words: 'cut, slow or heal one of its links', act: ({ actions, process, at }) => actions.linksOf(process, at) },
  { key: 'm', shown: 'M', words: 'look at one of its messages, drop or delay it', act: ({ actions, process, at }) => actions.messagesOf(process, at) },
  { key: ' ', shown: 'Space', words: 'choose it for a partition', act: ({ page, process }) => page.dispatch({ type: 'node', node: process }) },
  { key: 'x', shown: 'X', words: 'part the chosen from the rest', act: ({ actions }) => actions.divideChosen() },
];
