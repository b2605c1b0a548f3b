import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed2 } from '@cc-kernel/core/plugin';
import { AnswerText } from '../src/gate/float-text.js';

const plain = (values: Iterable<number>) =>
  [...values].map((value) => (Number.isFinite(value) ? Number(fixed2(value)) : null));
// Through JSON once more, which knows no -0.
const read = (rendered: string | Buffer): unknown => JSON.parse(JSON.stringify(JSON.parse(rendered.toString())));

describe('AnswerText', () => {
  it('says the same as plain JSON, wherever the lists stand', () => {
    const lists = fc.array(fc.oneof(fc.float64Array(), fc.float32Array()));
    fc.assert(
      fc.property(lists, fc.jsonValue(), (values, other) => {
        const answer = new AnswerText('the mark');
        const spliced = { first: other, lists: values.map((list) => ({ data: answer.floats(list), other })) };
        const expected = { first: other, lists: values.map((list) => ({ data: plain(list), other })) };
        expect(read(answer.render(spliced))).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
    );
  });

  it('keeps the order of the text, not that of making', () => {
    const answer = new AnswerText('m');
    const [late, early] = [answer.floats(Float64Array.of(2)), answer.floats(Float64Array.of(1))];
    expect(answer.render({ early, late, again: early }).toString()).toBe(
      '{"early":[1.00],"late":[2.00],"again":[1.00]}',
    );
  });

  it('may be rendered twice', () => {
    const answer = new AnswerText('m');
    const value = { data: answer.floats(Float64Array.of(1.5, Number.NaN)) };
    expect([answer.render(value).toString(), answer.render(value).toString()]).toEqual(
      Array(2).fill('{"data":[1.50,null]}'),
    );
  });
});
