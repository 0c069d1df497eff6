import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

export interface Metrics {
  /** Counts and times one answered request; `path` is the route's pattern, never an address. */
  observeRequest(labels: { method: string; path: string; status: number }, seconds: number): void
  /** Prometheus' text format. */
  text(): Promise<string>
}

/** Metrics of this process: Node's own, and requests by route and status. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'foyer_request_seconds',
    help: 'Time from receiving a request to having its answer',
    labelNames: ['method', 'path', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  })
  return {
    observeRequest: ({ method, path, status }, seconds) =>
      requests.labels(method, path, String(status)).observe(seconds),
    text: () => registry.metrics(),
  }
}
