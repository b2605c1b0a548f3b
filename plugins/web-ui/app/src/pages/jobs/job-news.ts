const EVENTS = ['started', 'stopped', 'archived'] as const;

/**
 * Calls back when jobs start or end, once for all that happens within a while: a busy scheduler must not make every
 * open list ask every second. The browser reconnects by itself. Returns what ends it.
 */
export function watchJobs(onNews: () => void, gatherMs = 3000): () => void {
  const source = new EventSource('/live/jobs');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const gather = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      onNews();
    }, gatherMs);
  };
  for (const event of EVENTS) source.addEventListener(event, gather);
  return () => {
    source.close();
    clearTimeout(timer);
  };
}
