/** What is wrong with what a sweep was asked to vary, and what is allowed there. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}
