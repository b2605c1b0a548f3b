import { InvalidInputError } from '../errors/index.js';

const LINE_END = '\r\n';
const MOST_PARTS = 1_000;

/**
 * Text fields of a `multipart/form-data` body (RFC 7578), in order. File parts are refused: no form of ours takes one.
 *
 *     --boundary CRLF  headers CRLF CRLF  value CRLF  --boundary CRLF … --boundary--
 */
export function parseMultipart(body: Buffer, contentType: string): readonly (readonly [string, string])[] {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (!mark) throw new InvalidInputError('the multipart body has no boundary');
  const text = body.toString('utf8');
  const pieces = (LINE_END + text).split(`${LINE_END}--${mark}`);
  const last = pieces.at(-1);
  if (pieces.length < 2 || !last?.startsWith('--')) throw new InvalidInputError('the multipart body is not complete');
  if (pieces.length > MOST_PARTS) throw new InvalidInputError('the multipart body has too many parts');
  return pieces.slice(1, -1).map(parsePart);
}

function parsePart(piece: string): readonly [string, string] {
  const end = piece.indexOf(LINE_END + LINE_END);
  if (end < 0 || !piece.startsWith(LINE_END)) throw new InvalidInputError('a part of the multipart body is malformed');
  const headers = piece.slice(0, end);
  const disposition = /\r\ncontent-disposition:\s*form-data([^\r\n]*)/i.exec(headers)?.[1];
  const name = disposition && /;\s*name="([^"\r\n]*)"/i.exec(disposition)?.[1];
  if (name === undefined || name === '') throw new InvalidInputError('a part of the multipart body has no name');
  if (disposition && /;\s*filename\*?=/i.test(disposition)) {
    throw new InvalidInputError(`field "${name}" is a file; only text is expected`);
  }
  return [name, piece.slice(end + 2 * LINE_END.length)];
}
