/**
 * One call to the service: no cookies, a time limit, problems as errors with their fields.
 *
 * In: a path below the base, a method, a body. Out: the decoded answer, or `Problem` (status 0: no answer at all; `later`: when to come again, in
 * seconds, where the service says so).
 */
export class Problem extends Error {
  constructor(status, answer, later) {
    super(answer?.detail);
    Object.assign(this, { errors: [] }, answer, { status, later });
  }
}

export const call = async (base, path, { method = "GET", body, headers } = {}) => {
  const answer = await fetch(new URL(path, base), {
    method,
    credentials: "omit",
    headers: body ? { "Content-Type": "application/json", ...headers } : headers,
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(2e4),
  }).catch(() => {
    throw new Problem(0);
  });
  const decoded = await answer.json().catch(() => null);
  if (!answer.ok) throw new Problem(answer.status, decoded, answer.headers.get("Retry-After"));
  return decoded;
};
