import { texts } from "../texts/en";
import type { Schemas } from "./client";

/** A call that failed, with what to tell the person. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly status: number,
    readonly traceId?: string,
    /** Seconds until it makes sense to try again. */
    readonly retryAfter?: number,
    /** What is wrong with the fields of a request. */
    readonly reasons: readonly string[] = [],
    /** The whole answer; some problems say more than others. */
    readonly problem: Readonly<Record<string, unknown>> = {},
  ) {
    super(title);
  }
}

type Answer<T> = { data?: T; error?: Partial<Schemas["Problem"]>; response: Response };

/** The data of an answer; throws the problem that it is otherwise. */
export async function dataOf<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await reached(call);
  if (response.ok) {
    return data as T;
  }
  throw errorOf(response, error ?? {});
}

/** Awaits a call; a server that is away is a problem, too. */
export async function reached<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (failure) {
    throw failure instanceof ApiError ? failure : new ApiError("offline", texts.problem.offlineTitle, texts.problem.offline, 0);
  }
}

export function errorOf(response: Response, problem: Partial<Schemas["Problem"]>): ApiError {
  const retryAfter = Number(response.headers.get("Retry-After"));
  // A service died or was too slow while it made a change: what the API says of it is for programs.
  const isLost = (problem as Readonly<Record<string, unknown>>)["isOutcomeUnknown"] === true;
  return new ApiError(
    problem.code ?? "unknown",
    isLost ? texts.problem.lostTitle : (problem.title ?? texts.problem.offlineTitle),
    isLost ? texts.problem.changeLost : (problem.detail ?? texts.problem.offline),
    response.status,
    problem.traceId,
    retryAfter > 0 ? retryAfter : undefined,
    Object.values(problem.errors ?? {}).flat(),
    problem,
  );
}

export function hasCode(failure: unknown, code: string): failure is ApiError {
  return failure instanceof ApiError && failure.code === code;
}
