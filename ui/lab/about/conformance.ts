/** What the suite tries with every change. Each line is a test in labAccess.test.ts or tokens.test.ts. */
export const kept: readonly string[] = [
  'axe finds no violation of WCAG 2.0, 2.1 and 2.2, A and AA, nor of its best practice, in any view, light and dark, on a desktop, a projector and a phone.',
  'The keyboard alone is enough: to choose, to break, to step, to undo and to share. Each stop shows its focus, and none holds it.',
  'Keys of a single character can be switched off.',
  'A process says in its name what it is and what the others believe of it; “Describe” tells the moment in words; no more than one message a second is spoken, at any speed.',
  'Each picture has a name, a description and its numbers as text.',
  'With reduced motion nothing plays or moves by itself.',
  'With forced colours all states still differ: by shape, size and texture.',
  'States, verdicts, terms and levels stay apart with protanopia, deuteranopia, tritanopia and in grey, and contrast keeps its floors: computed from the table of colours.',
  'At 320 px, as at 400 % zoom, nothing is cut off, and nobody scrolls in two directions. On a phone, targets are at least 44 px.',
  'Presented to a room, no letter is smaller than 18 px.',
];

export const notTried: readonly string[] = [
  'People who use screen readers, speech control, switches or magnifiers have not been watched while using it.',
  'Other browsers than Chromium.',
  'Other languages than English: there is no other yet.',
  'Parting the cluster by a line that is drawn has its equal on the keyboard (Space, then X); single messages are reached through their process (M), not one by one.',
];
