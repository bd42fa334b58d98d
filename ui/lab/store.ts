import type { LabState } from './state.ts';
import { update, type Action } from './update.ts';

export interface Store {
  readonly state: () => LabState;
  readonly dispatch: (action: Action) => void;
  /** After every action that changed something. */
  readonly follow: (follower: (action: Action, state: LabState) => void) => void;
}

/** The one place that holds the state of the page. */
export function storeOf(initial: LabState): Store {
  let state = initial;
  const followers: ((action: Action, state: LabState) => void)[] = [];
  return {
    state: () => state,
    dispatch(action) {
      const before = state;
      state = update(state, action);
      if (state !== before) for (const follower of followers) follower(action, state);
    },
    follow: follower => void followers.push(follower),
  };
}
