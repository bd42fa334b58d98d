import { amqpHeartbeat } from './amqpHeartbeat.ts';
import { grpcKeepalive } from './grpcKeepalive.ts';
import { natsPing } from './natsPing.ts';
import { netTick } from './netTick.ts';
import type { KeepaliveParams } from './parameters.ts';
import type { Rule } from './rule.ts';
import { walReceiver } from './walReceiver.ts';
import { walSender } from './walSender.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each keeps its own state
export const rules: Readonly<Record<KeepaliveParams['flavour'], Rule<any>>> = {
  nats: natsPing, erlang: netTick, amqp: amqpHeartbeat, grpc: grpcKeepalive, walSender, walReceiver,
};
