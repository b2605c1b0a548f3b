import { escapeHtml, htmlPage } from '@cc-kernel/core/plugin';

export interface LoginPage {
  readonly title: string;
  /** Shown above the form. */
  readonly message?: string;
  readonly alert?: 'info' | 'warning';
  /** Where to go after login. */
  readonly redirect?: string;
}

/** The form that works without the web interface, without scripts, and with a password manager. */
export function loginPage({ title, message, alert = 'info', redirect }: LoginPage): string {
  const role = alert === 'warning' ? 'alert' : 'status';
  const note = message ? `<p class="alert alert-${alert}" role="${role}">${escapeHtml(message)}</p>\n` : '';
  const main = `<h1>Log in</h1>
${note}<form method="post" action="/login">
<label for="username">User name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<input type="hidden" name="redirect" value="${escapeHtml(redirect ?? '')}">
<button type="submit">Log in</button>
</form>`;
  return htmlPage({ title, main });
}
