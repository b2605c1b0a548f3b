import { type PlainPage, escapeHtml } from '@cc-kernel/core/plugin';

export interface LoginPage {
  readonly title: string;
  /** Shown above the form. */
  readonly message?: string;
  readonly alert?: 'info' | 'warning';
  /** Where to go after login. */
  readonly redirect?: string;
}

/** The form that works without the web interface, without scripts, and with a password manager. */
export function loginPage({ title, message, alert = 'info', redirect }: LoginPage): PlainPage {
  const role = alert === 'warning' ? 'alert' : 'status';
  const note = message ? `<p class="alert alert-${alert}" role="${role}">${escapeHtml(message)}</p>\n` : '';
  const main = `<h1>Log in</h1>
${note}<form method="post" action="/login">
<div class="field">
<label for="username">User name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>
</div>
<div class="field">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
</div>
<input type="hidden" name="redirect" value="${escapeHtml(redirect ?? '')}">
<button class="button primary" type="submit">Log in</button>
</form>`;
  return { title, main };
}
