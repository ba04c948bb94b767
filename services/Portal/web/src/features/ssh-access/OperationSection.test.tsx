import { screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { answerCalls, json, show } from "../../test/render";
import { answerStreams, Stream } from "../../test/stream";
import type { OperationStatus } from "../operations/operations";
import { OperationSection } from "./OperationSection";

const operation = (status: OperationStatus["status"]): OperationStatus => ({
  operationId: "1",
  kind: "rotate",
  status,
  step: "verify",
  startedAt: "2026-11-29T09:00:00Z",
  ...(status === "succeeded" ? { finishedAt: "2026-11-29T09:00:12Z" } : {}),
  steps: [{ name: "verify", status: status === "succeeded" ? "succeeded" : "running", attempts: 2 }],
});

beforeEach(() => {
  answerStreams();
  answerCalls(() => json({}));
});

test("an operation that was started here is followed to its end, even if the credentials never listed it", async () => {
  show(<OperationSection started="1" running={undefined} />);
  await vi.waitFor(() => expect(Stream.all).toHaveLength(1));
  const stream = Stream.all[0] as Stream;
  expect(stream.address).toBe("/portal/api/v1/tenant/infrastructure/ssh-credentials/operations/1/events");

  stream.send("operation", operation("running"));
  expect(screen.getByRole("heading", { name: "Rotation in progress" })).toBeTruthy();
  expect(screen.getByText(/attempt 2/)).toBeTruthy();
  expect(stream.isClosed).toBe(false);

  stream.send("operation", operation("succeeded"));
  expect(screen.getByRole("heading", { name: "Rotation finished" })).toBeTruthy();
  expect(screen.getByText("12 s")).toBeTruthy();
  expect(stream.isClosed).toBe(true);
});

test("an operation that somebody else started is followed, too", async () => {
  show(<OperationSection started={undefined} running={{ operationId: "2", kind: "revoke", step: "remove", status: "running", startedAt: "2026-11-29T09:00:00Z" }} />);

  await vi.waitFor(() => expect(Stream.all.map(({ address }) => address)).toEqual([expect.stringContaining("/operations/2/events")]));
});

test("a lost connection is said; the work goes on", async () => {
  show(<OperationSection started="1" running={undefined} />);
  await vi.waitFor(() => expect(Stream.all).toHaveLength(1));
  const stream = Stream.all[0] as Stream;
  stream.send("operation", operation("running"));
  stream.fail();

  expect(screen.getByText(/The connection was lost; the work goes on/)).toBeTruthy();
  stream.open();
  expect(screen.queryByText(/The connection was lost/)).toBeNull();
});
