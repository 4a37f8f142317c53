import type { Problem } from "./schema";

/** What went wrong with a call: the server's problem document (RFC 9457), or that none came. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Sentences by field name, as the request spells it (`source.url`). */
  readonly fields: Record<string, string>;
  /** Seconds to wait before the next try (429), else null. */
  readonly retryAfter: number | null;

  constructor(
    status: number,
    detail: string,
    fields: Record<string, string> = {},
    retryAfter: number | null = null,
  ) {
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }

  get offline(): boolean {
    return this.status === 0;
  }
}

/** The error for an answer that is none of success. */
export function errorOf(response: Response, body: unknown): ApiError {
  const problem = isProblem(body) ? body : null;
  const fields = Object.fromEntries((problem?.errors ?? []).map(one => [one.field, one.message]));
  const wait = Number(response.headers.get("retry-after") ?? Number.NaN);
  const detail = problem?.detail ?? `${response.status} ${response.statusText}`.trim();
  return new ApiError(response.status, detail, fields, Number.isFinite(wait) ? wait : null);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "detail" in body;
}
