/** What a page for a room looks like: fetched when the first one is wanted. */
import './present.css';

/** So that there is something to wait for. */
export const furnished = true;
