/** A colour on the way from one to another, each as #rrggbb: at 0 the first, at 1 the second. */
export function mixed(one: string, other: string, share: number): string {
  const channel = (from: number): string => {
    const [a, b] = [one, other].map(colour => parseInt(colour.slice(from, from + 2), 16)) as [number, number];
    return Math.round(a + (b - a) * share).toString(16).padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}
