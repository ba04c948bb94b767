import { expect, test } from "vitest";
import { nextPage } from "./next-page";

test.each([
  ["?next=%2Fdashboard%2Factivity", "/dashboard/activity"],
  ["?next=%2Fadmin%2Fsecrets%3Fpage%3D2", "/admin/secrets?page=2"],
  ["?next=%2Faccount", "/account"],
])("%s leads to a page of the portal", (search, expected) => {
  expect(nextPage(search)).toBe(expected);
});

test.each([
  "",
  "?next=https%3A%2F%2Fevil.example%2F",
  "?next=%2F%2Fevil.example%2Fdashboard",
  "?next=%2F%5Cevil.example",
  "?next=%2Fdashboard%5C..%5C%5Cevil.example",
  "?next=%2Fdashboard%2F..%2F%2Fevil.example",
  "?next=javascript%3Aalert(1)",
  "?next=%2Fadministration",
  "?next=%2Fportal%2Fsign-out",
  "?next=%2Fsign-in%3Fnext%3D%2F",
])("%s leads to the start page", (search) => {
  expect(nextPage(search)).toBe("/");
});
