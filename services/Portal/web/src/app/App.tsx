import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { RouterProvider } from "react-router/dom";
import { sessionQuery } from "../session/session";
import { createQueries } from "./queries";
import { router } from "./router";
import { theme } from "./theme";

export function App() {
  const [queries] = useState(() => {
    const made = createQueries();
    void made.prefetchQuery(sessionQuery); // every page needs it, and the page itself is still to be loaded
    return made;
  });
  return (
    // Variables and global classes come as files (vite.config.ts): the policy forbids <style> elements.
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
