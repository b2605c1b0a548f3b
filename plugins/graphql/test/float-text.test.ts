import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed2 } from '@cc-kernel/core/plugin';
import { AnswerMemory } from '../src/gate/answer-memory.js';
import { AnswerText } from '../src/gate/float-text.js';

const plain = (values: Iterable<number>) =>
  [...values].map((value) => (Number.isFinite(value) ? Number(fixed2(value)) : null));
// Through JSON once more, which knows no -0.
const read = (rendered: string | Buffer): unknown => JSON.parse(JSON.stringify(JSON.parse(rendered.toString())));

describe('AnswerText', () => {
  it('says the same as plain JSON, wherever the lists stand', async () => {
    const lists = fc.array(fc.oneof(fc.float64Array(), fc.float32Array()));
    await fc.assert(
      fc.asyncProperty(lists, fc.jsonValue(), async (values, other) => {
        const answer = new AnswerText('the mark', new AnswerMemory());
        const spliced = { first: other, lists: values.map((list) => ({ data: answer.floats(list), other })) };
        const expected = { first: other, lists: values.map((list) => ({ data: plain(list), other })) };
        expect(read(await answer.render(spliced))).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
    );
  });

  it('keeps the order of the text, not that of making', async () => {
    const answer = new AnswerText('m', new AnswerMemory());
    const [late, early] = [answer.floats(Float64Array.of(2)), answer.floats(Float64Array.of(1))];
    expect((await answer.render({ early, late, again: early })).toString()).toBe(
      '{"early":[1.00],"late":[2.00],"again":[1.00]}',
    );
  });

  it('may be rendered twice', async () => {
    const answer = new AnswerText('m', new AnswerMemory());
    const value = { data: answer.floats(Float64Array.of(1.5, Number.NaN)) };
    const twice = [await answer.render(value), await answer.render(value)];
    expect(twice.map(String)).toEqual(Array(2).fill('{"data":[1.50,null]}'));
  });

  it('grows with numbers and texts that are longer than usual', async () => {
    const answer = new AnswerText('m', new AnswerMemory());
    const values = Float64Array.from({ length: 1000 }, (_, at) => (at % 2 === 0 ? 1.5e300 : -1.5e-300));
    const value = { text: '\u20ac'.repeat(5000), data: answer.floats(values) };
    expect(read(await answer.render(value))).toEqual({ text: value.text, data: plain(values).map((one) => one || 0) });
  });

  it('lets others work in between', async () => {
    const answer = new AnswerText('m', new AnswerMemory());
    let turns = 0;
    const others = setInterval(() => turns++);
    await answer.render(Array.from({ length: 300 }, () => answer.floats(new Float64Array(5000).fill(1.23))));
    clearInterval(others);
    expect(turns).toBeGreaterThan(2);
  });

  it('leaves answers alone that are still being sent, whoever is done before', async () => {
    const values = fc.float64Array({ minLength: 1, maxLength: 50 });
    const steps = fc.array(fc.tuple(values, fc.boolean(), fc.nat()), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(steps, async (answers) => {
        const memory = new AnswerMemory();
        const sending: { answer: AnswerText; bytes: string | Buffer; list: Float64Array }[] = [];
        for (const [list, isDone, which] of answers) {
          const answer = new AnswerText('m', memory);
          sending.push({ answer, bytes: await answer.render(answer.floats(list)), list });
          if (isDone) sending.splice(which % sending.length, 1)[0]!.answer.release();
          for (const one of sending) expect(read(one.bytes)).toEqual(JSON.parse(JSON.stringify(plain(one.list))));
        }
      }),
    );
  });

  it('writes the next answer where the last one was', async () => {
    const memory = new AnswerMemory();
    const render = async (values: Float64Array) => {
      const answer = new AnswerText('m', memory);
      const bytes = await answer.render(answer.floats(values));
      answer.release();
      return Buffer.isBuffer(bytes) ? bytes.buffer : undefined;
    };
    const first = await render(new Float64Array(1000));
    expect(await render(new Float64Array(999))).toBe(first);
    expect(await render(new Float64Array(5000))).not.toBe(first);
  });
});
