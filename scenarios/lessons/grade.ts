import type { Choose, Given, Grade, Mark, Question, Range, Seen, Unit } from './lesson.ts';

/** What the run says to what was said. */
export function grade(question: Question, given: Given, seen: Seen): Grade {
  switch (question.kind) {
    case 'choose': return chosen(question, given as number, seen);
    case 'mark': return marked(question, given as number, question.answer(seen));
    case 'range': return ranged(question, given as readonly [number, number], question.answer(seen));
  }
}

function chosen({ options }: Choose, given: number, seen: Seen): Grade {
  const { claim, because } = options[given]!;
  return { right: claim(seen), measured: '', because };
}

function marked({ within, unit, hit, under, over }: Mark, given: number, answer: number): Grade {
  const right = near(given, answer, within);
  return { right, measured: spoken(answer, unit), because: right ? hit : given < answer ? under : over };
}

function ranged({ within, unit, hit, under, over }: Range, [low, high]: readonly [number, number], [least, most]: readonly [number, number]): Grade {
  const right = near(low, least, within) && near(high, most, within);
  const wide = low < least - within || high > most + within;
  return { right, measured: `${spoken(least, unit)} to ${spoken(most, unit)}`, because: right ? hit : wide ? over : under };
}

/** Sliders move in steps that are no binary fractions. */
const near = (one: number, other: number, within: number): boolean => Math.abs(one - other) <= within + 1e-9;

/** "1.25 s", "40 ms", "5 %", "3". */
export function spoken(value: number, unit: Unit): string {
  const digits = unit === 's' ? Number(value.toFixed(2)) : unit === '%' && value < 10 ? Number(value.toPrecision(2)) : Math.round(value);
  return unit ? `${digits} ${unit}` : String(digits);
}
