import { expect, test } from "vitest";
import { itemsOf, pageAfter } from "./pages";

const page = (number: number, items: string[], total = 5) => ({ items, page: number, pageSize: 2, total });

test.each([
  [1, 2],
  [2, 3],
  [3, undefined],
])("after page %i of three comes %s", (number, expected) => {
  expect(pageAfter(page(number, []))).toBe(expected);
});

test("after a full last page comes none", () => {
  expect(pageAfter(page(2, ["c", "d"], 4))).toBeUndefined();
});

test("an item that moved to the next page meanwhile is there once", () => {
  expect(itemsOf([page(1, ["a", "b"]), page(2, ["b", "c"])], (item) => item)).toEqual(["a", "b", "c"]);
});
