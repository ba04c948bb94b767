import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, type RenderResult } from "@testing-library/react";
import type { ReactNode } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { vi } from "vitest";
import { createQueries } from "../app/queries";
import { theme } from "../app/theme";
import type { Role } from "../session/session";

export interface Call {
  readonly method: string;
  readonly path: string;
  /** What the address says behind its path. */
  readonly search: string | undefined;
  readonly body: unknown;
  readonly antiForgery: string | null;
}

/** Renders as the application does, with the element that dialogs are shown in. */
export function show(children: ReactNode, { route = "*", address = "/" } = {}): RenderResult {
  const overlays = document.createElement("section");
  overlays.id = "overlays";
  document.body.append(overlays);
  return render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={createQueries()}>
        <RouterProvider router={createMemoryRouter([{ path: route, element: children }], { initialEntries: [address] })} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

/** Answers calls in place of the portal, and remembers them. */
export function answerCalls(answer: (call: Call) => Response): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal("fetch", async (input: RequestInfo | URL, init?: RequestInit) => {
    const address = typeof input === "string" ? new URL(input, "http://portal.example") : input;
    const request = new Request(address, init);
    const text = await request.clone().text();
    const call: Call = {
      method: request.method,
      path: new URL(request.url).pathname,
      search: new URL(request.url).search || undefined,
      body: text === "" ? undefined : JSON.parse(text),
      antiForgery: request.headers.get("X-Anti-Forgery"),
    };
    calls.push(call);
    return answer(call);
  });
  return calls;
}

/** Answers reads by what their address asks for. */
export function answerQueries(answer: (query: URLSearchParams) => Response): void {
  vi.stubGlobal("fetch", (request: Request) => Promise.resolve(answer(new URL(request.url).searchParams)));
}

/** What the portal says of the session of somebody with this role. */
export const sessionOf = (role: Role, email = "me@penguinmails.example"): Response => json({ antiForgery: "t", user: { email, role } });

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });

export const problem = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  json({ type: `urn:penguinmails:problem:${code}`, title: code, status, detail: `About ${code}.`, code, traceId: "0123" }, status, headers);
