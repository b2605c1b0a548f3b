// Line protocol of many alike hosts without making a string for each line: a text of a few hosts is made once, and names, times and values
// are written over it.

const perNode = ['cpu_load', 'mem_used', 'net_bw', 'ib_recv', 'ib_xmit', 'file_bw', 'cpu_power', 'lustre_open'];
const perThread = ['flops_any', 'flops_sp', 'flops_dp', 'ipc', 'clock', 'cpu_user'];
const threads = 32;
const step = 60;

export class HostLines {
  metrics = [...perNode, ...perThread];
  seriesOfHost = perNode.length + threads * perThread.length;
  /** 5,000 lines. */
  hostsOfBatch = 25;
  hostsOfBody;
  #from;
  #hosts;
  #batches = [];
  #body;
  #seed = 1;

  constructor({ hosts, from }) {
    this.#from = from;
    this.#hosts = hosts;
    this.hostsOfBody = Math.floor(20e6 / new Text(this.#textOf(1)).bytes.length);
  }

  nameOf(host) {
    return `n${String(host).padStart(6, '0')}`;
  }

  /** @param slot batches of different slots do not share memory */
  batch(slot, host, minute) {
    this.#batches[slot] ??= new Text(this.#textOf(this.hostsOfBatch));
    return this.#filled(this.#batches[slot], host, minute);
  }

  /** About 20 MB. */
  body(host, minute) {
    this.#body ??= new Text(this.#textOf(this.hostsOfBody));
    return this.#filled(this.#body, host, minute);
  }

  /** A host with this run of each metric at each level. */
  snapshot(run) {
    const ofThread = { metrics: new Map(perThread.map((name) => [name, [run]])), children: new Map() };
    return {
      metrics: new Map(perNode.map((name) => [name, [run]])),
      children: new Map(Array.from({ length: threads }, (_, id) => [`hwthread${id}`, ofThread])),
    };
  }

  #textOf(hosts) {
    const lines = [];
    for (let host = 0; host < hosts; host++) {
      const head = 'cluster=orion,hostname=n000000';
      for (const metric of perNode) lines.push(`${metric},${head},type=node value=00.0 0000000000\n`);
      for (let id = 0; id < threads; id++) {
        for (const metric of perThread)
          lines.push(`${metric},${head},type=hwthread,type-id=${id} value=00.0 0000000000\n`);
      }
    }
    return lines.join('');
  }

  #filled(text, host, minute) {
    const { bytes, names, values, times, ends } = text;
    const time = String(this.#from + minute * step);
    let last = -1;
    let digits = '';
    for (let line = 0; line < names.length; line++) {
      const own = host + Math.floor(line / this.seriesOfHost);
      if (own >= this.#hosts) return bytes.subarray(0, ends[line - 1]);
      if (own !== last) digits = String(own).padStart(6, '0');
      last = own;
      for (let at = 0; at < 6; at++) bytes[names[line] + at] = digits.charCodeAt(at);
      for (let at = 0; at < 10; at++) bytes[times[line] + at] = time.charCodeAt(at);
      this.#seed = (Math.imul(this.#seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      bytes[values[line]] = 48 + ((this.#seed >> 8) & 7);
      bytes[values[line] + 1] = 48 + ((this.#seed >> 12) & 7);
      bytes[values[line] + 3] = 48 + ((this.#seed >> 16) & 7);
    }
    return bytes;
  }
}

/** Bytes, and where in them the changing parts of each line are. */
class Text {
  constructor(text) {
    this.bytes = Buffer.from(text);
    this.names = [];
    this.values = [];
    this.times = [];
    this.ends = [];
    for (let at = 0; at < text.length;) {
      const end = text.indexOf('\n', at) + 1;
      const value = text.indexOf(' value=', at) + 7;
      this.names.push(text.indexOf('hostname=n', at) + 10);
      this.values.push(value);
      this.times.push(value + 5);
      this.ends.push(end);
      at = end;
    }
  }
}
