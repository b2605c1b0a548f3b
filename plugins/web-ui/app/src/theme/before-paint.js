// Runs before anything is painted, so that a page never flashes in the other theme. Plain script: it is a file of its own.
(function () {
  var root = document.documentElement;
  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  function wanted() {
    try {
      return window.localStorage.getItem('cc-kernel.theme');
    } catch {
      return null; // storage is forbidden: follow the system
    }
  }
  function apply() {
    var theme = wanted();
    root.dataset.theme = theme === 'light' || theme === 'dark' ? theme : dark.matches ? 'dark' : 'light';
  }
  apply();
  dark.addEventListener('change', apply);
  window.addEventListener('storage', apply);
})();
