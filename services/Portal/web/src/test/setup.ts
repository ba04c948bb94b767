import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

// Mantine asks the system for its colour scheme.
Object.defineProperty(window, "matchMedia", {
  writable: true,
  value: (query: string) => ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined, addListener: () => undefined, removeListener: () => undefined }),
});

// The machine may be busy; what is waited for comes at once otherwise.
configure({ asyncUtilTimeout: 30_000 });

// Growing text fields wait for fonts.
Object.defineProperty(document, "fonts", { value: { addEventListener: () => undefined, removeEventListener: () => undefined } });

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});
