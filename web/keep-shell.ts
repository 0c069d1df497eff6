/**
 * Has this browser keep the files of the web application that doing tasks needs, so that their list and their pages open
 * without a connection; asked for by those who have a task on this device. Only files that are the same for everybody are kept.
 */
export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  // Works as ever where it cannot be had; only a reload without a connection then shows nothing.
  void navigator.serviceWorker
    .register('/service-worker.js', { updateViaCache: 'none' })
    .catch(() => undefined)
}
