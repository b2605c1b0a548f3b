import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed2 } from '@cc-kernel/core/plugin';
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
        const answer = new AnswerText('the mark');
        const spliced = { first: other, lists: values.map((list) => ({ data: answer.floats(list), other })) };
        const expected = { first: other, lists: values.map((list) => ({ data: plain(list), other })) };
        expect(read(await answer.render(spliced))).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
    );
  });

  it('keeps the order of the text, not that of making', async () => {
    const answer = new AnswerText('m');
    const [late, early] = [answer.floats(Float64Array.of(2)), answer.floats(Float64Array.of(1))];
    expect((await answer.render({ early, late, again: early })).toString()).toBe(
      '{"early":[1.00],"late":[2.00],"again":[1.00]}',
    );
  });

  it('may be rendered twice', async () => {
    const answer = new AnswerText('m');
    const value = { data: answer.floats(Float64Array.of(1.5, Number.NaN)) };
    const twice = [await answer.render(value), await answer.render(value)];
    expect(twice.map(String)).toEqual(Array(2).fill('{"data":[1.50,null]}'));
  });

  it('grows with numbers and texts that are longer than usual', async () => {
    const answer = new AnswerText('m');
    const values = Float64Array.from({ length: 1000 }, (_, at) => (at % 2 === 0 ? 1.5e300 : -1.5e-300));
    const value = { text: '\u20ac'.repeat(5000), data: answer.floats(values) };
    expect(read(await answer.render(value))).toEqual({ text: value.text, data: plain(values).map((one) => one || 0) });
  });

  it('lets others work in between', async () => {
    const answer = new AnswerText('m');
    let turns = 0;
    const others = setInterval(() => turns++);
    await answer.render(Array.from({ length: 300 }, () => answer.floats(new Float64Array(5000).fill(1.23))));
    clearInterval(others);
    expect(turns).toBeGreaterThan(2);
  });
});
