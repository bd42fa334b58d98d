import type { FaultLaw, MessageParams } from './fault.ts';

/** One packet is dropped or delayed: the network looks it up at its send instant, so it neither begins nor ends. */
export const message: FaultLaw<MessageParams> = {
  name: 'message',
  summary: 'One message is dropped or delayed.',
  parameters: {
    from: { default: undefined, kind: 'process', low: 'its sender', high: 'its sender' },
    to: { default: undefined, kind: 'process', low: 'its receiver', high: 'its receiver' },
    sent: { default: undefined, kind: 'duration', min: 0, low: 'its send instant, to the microsecond', high: 'its send instant, to the microsecond' },
    message: { default: undefined, kind: 'text', low: 'its kind: push.beat', high: 'its kind: push.beat' },
    copy: { default: 0, kind: 'count', min: 0, low: 'the first of that kind at that instant on that link', high: 'a later one' },
    do: { default: undefined, kind: 'todo', low: '"drop"', high: '{ "delay": "2s" }' },
  },
  begin() { /* see above */ },
  end() { /* see above */ },
};
