const sentences: Readonly<Record<string, string>> = {
  running: 'It is running; the plots grow while you look.',
  completed: 'It ended by itself, without an error.',
  pending: 'It waits for resources.',
  suspended: 'It is paused by the scheduler.',
  preempted: 'The scheduler ended it to make room for another job.',
  cancelled: 'Somebody cancelled it.',
  timeout: 'The scheduler ended it at its time limit.',
  deadline: 'The scheduler ended it because it could not meet its deadline.',
  failed: 'It ended with an error.',
  out_of_memory: 'It was killed because it used more memory than it had.',
  boot_fail: 'A node did not start.',
  node_fail: 'A node broke down while it ran.',
};

/** What the state means for somebody who does not know the scheduler's words. */
export function stateSentence(state: string): string {
  return sentences[state] ?? `The scheduler says: ${state}.`;
}
