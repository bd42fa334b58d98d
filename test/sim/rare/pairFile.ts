/** One pair under the weather alone. */
interface Weather { readonly estimator: object; readonly loss: object | null; readonly latency: object; readonly seed?: string }

export const pairFile = ({ estimator, loss, latency, seed = 'rare' }: Weather) => ({
  flatline: 1 as const, seed, horizon: '10m', processes: 2, watches: [[0, 1]],
  detector: { kind: 'push', interval: '1s', estimator }, network: { latency, ...(loss && { loss }) },
});
