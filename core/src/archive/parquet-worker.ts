import { parentPort } from 'node:worker_threads';
import { ParquetFile } from './parquet-file.js';
import type { ParquetAnswer, ParquetRequest } from './parquet-thread.js';

const file = new ParquetFile();

async function answerTo(request: ParquetRequest): Promise<ParquetAnswer> {
  try {
    return await ('isEnd' in request ? file.end() : file.add(request.host));
  } catch (error) {
    return { failure: error instanceof Error ? error : new Error(String(error)) };
  }
}

parentPort?.on('message', (request: ParquetRequest) => {
  void answerTo(request).then((answer) => parentPort?.postMessage(answer));
});
