import { expect, it } from 'vitest';
import { EventStream } from '../../src/http/live/event-stream.js';

it('writes events as the format wants them, and lets no field break out of its line', async () => {
  const stream = new EventStream();
  stream.send({ event: 'a\nb', data: { text: 'x\ny' }, id: '1\r2' });
  stream.end();
  stream.send({ event: 'late', data: 1 });
  const text = (await stream.body.toArray()).join('');
  expect(text).toBe('retry: 2000\n\nevent: a b\nid: 1 2\ndata: {"text":"x\\ny"}\n\n');
});

it('cuts off a client that does not read', () => {
  const stream = new EventStream();
  const large = 'x'.repeat(300_000);
  for (let sent = 0; sent < 10 && !stream.signal.aborted; sent++) stream.send({ event: 'e', data: large });
  expect(stream.signal.aborted).toBe(true);
});
