/** The ends of a prediction, to be dragged along the axis of a picture, or moved by the arrow keys: the slider beside the text says the same. */
import { spoken } from '../../../scenarios/lessons/grade.ts';
import { timeAt, xOf } from '../charts/lanesLayout.ts';
import { el, mark } from '../dom.ts';
import type { Window } from '../model.ts';
import { pointIn } from '../surface.ts';
import { saidRow, type SaidRoom } from './pictures/said.ts';
import { endsOf, movedTo, saidSpan, valueAt, type Said } from './said.ts';
import type { LearnAction, LearnState } from './state.ts';

export interface Markers {
  /** Over the picture on whose axis they stand. */
  readonly place: (frame: HTMLElement, question: Said, state: LearnState, room: SaidRoom, axis: Window) => void;
  readonly leave: () => void;
}

interface Placed { readonly frame: HTMLElement; readonly question: Said; readonly state: LearnState; readonly room: SaidRoom; readonly axis: Window }

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -Infinity, End: Infinity };

export function markersOf(dispatch: (action: LearnAction) => void): Markers {
  let now: Placed | null = null;
  const give = (which: number, value: number): void => {
    const { question, state: { given } } = now!;
    if (given === null) return;
    const next = movedTo(question, given, which, value);
    if (String(next) !== String(given)) dispatch({ type: 'give', given: next });
  };
  const ends = [0, 1].map(which => {
    const node = el('div', { class: 'marker', role: 'slider', tabindex: 0, 'data-testid': `drag-${which + 1}` });
    node.addEventListener('pointerdown', event => {
      node.setPointerCapture(event.pointerId);
      node.focus();
      event.preventDefault();
    });
    node.addEventListener('pointermove', event => {
      if (!now || !node.hasPointerCapture(event.pointerId)) return;
      give(which, valueAt(now.question, timeAt(now.room, now.axis, pointIn(now.frame, event).x)));
    });
    node.addEventListener('keydown', event => {
      const step = steps[event.key];
      if (!now || step === undefined || now.state.given === null) return;
      event.preventDefault();
      give(which, Number((endsOf(now.state.given)[which]! + step * now.question.step).toFixed(6)));
    });
    return node;
  });
  return {
    leave() {
      now = null;
      for (const node of ends) node.remove();
    },
    place(frame, question, state, room, axis) {
      now = { frame, question, state, room, axis };
      if (state.given === null) return;
      const values = endsOf(state.given), { from, to } = saidSpan(question, state.given);
      ends.forEach((node, i) => {
        if (i >= values.length) return node.remove();
        if (node.parentElement !== frame) frame.append(node);
        node.style.left = `${xOf(room, axis, i === values.length - 1 ? to : from)}px`;
        node.style.top = `${saidRow(room)}px`;
        told(node, question, i, values);
      });
    },
  };
}

function told(node: HTMLElement, { low, high, unit, asks, kind }: Said, which: number, values: readonly number[]): void {
  mark(node, 'aria-label', kind === 'mark' ? asks : `${which === 0 ? 'At least' : 'At most'}: ${asks}`);
  mark(node, 'aria-valuemin', String(low));
  mark(node, 'aria-valuemax', String(high));
  mark(node, 'aria-valuenow', String(values[which]!));
  mark(node, 'aria-valuetext', spoken(values[which]!, unit));
}
