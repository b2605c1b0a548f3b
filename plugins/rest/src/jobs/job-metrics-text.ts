import { compareScopes, jobMetricText, jsonText } from '@cc-kernel/core/plugin';
import type { JobData } from '@cc-kernel/core/plugin';

/** One item a metric and scope, `[{"name","scope","metric"}, …]`, by name and then from coarse to fine. */
export function jobMetricsText(data: JobData, keys: 'metric first' | 'name first'): (string | Uint8Array)[] {
  const parts: (string | Uint8Array)[] = ['['];
  for (const [name, scopes] of [...data].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    for (const [scope, metric] of [...scopes].sort(([a], [b]) => compareScopes(b, a))) {
      const label = `"name":${jsonText(name)},"scope":${jsonText(scope)}`;
      if (parts.length > 1) parts.push(',');
      if (keys === 'name first') parts.push(`{${label},"metric":`, jobMetricText(metric), '}');
      else parts.push('{"metric":', jobMetricText(metric), `,${label}}`);
    }
  }
  parts.push(']');
  return parts;
}
