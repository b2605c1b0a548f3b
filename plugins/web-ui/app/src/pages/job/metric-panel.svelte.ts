import type { MetricSettings } from '../../boot/boot.js';
import type { Frame } from '../../plot/frame.js';
import { defaultScope, defaultView, type AvailableScope, type Scope } from './scope.js';

export type PanelState = 'waiting' | 'loading' | 'loaded' | 'nothing' | { readonly failure: unknown };

/** One metric of the job as it is looked at. */
export class MetricPanel {
  scopes = $state.raw<readonly AvailableScope[]>([]);
  frame = $state.raw<Frame>();
  state = $state.raw<PanelState>('waiting');
  /** Came near the screen once. */
  isWanted = $state(false);
  chosenScope = $state<Scope>();
  chosenView = $state<'lines' | 'band'>();

  constructor(readonly metric: MetricSettings) {}

  /** Scope of `frame`, which stays until that of another is there. */
  frameScope: Scope | undefined = $state();

  get scope(): Scope {
    const chosen = this.chosenScope;
    return chosen !== undefined && this.scopes.some(({ scope }) => scope === chosen)
      ? chosen
      : defaultScope(this.scopes);
  }

  get view(): 'lines' | 'band' {
    return this.chosenView ?? defaultView(this.frame?.series.length ?? 0);
  }

  get timestep(): number {
    return this.scopes.find(({ scope }) => scope === this.scope)?.timestep ?? this.metric.timestep;
  }
}
