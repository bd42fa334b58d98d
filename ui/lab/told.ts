/** Runs in words: what narration, lists and exported text are made of. Not needed for the first picture. */
export { describeMoment } from './model/describeMoment.ts';
export { sentence } from './model/sentence.ts';
export { rivals, splitBrain } from './model/whyLeads.ts';
