// A part of the pages that does not come, because the portal is being upgraded or cannot be reached, leaves nothing to see: it is tried once
// more, and then said. Once the application shows something, it looks after itself (src/app/loading.ts).
{
  const mark = "portal-reloaded-at";
  const pause = 20_000;
  addEventListener(
    "error",
    ({ target }) => {
      const isPart = target instanceof HTMLScriptElement || (target instanceof HTMLLinkElement && target.rel === "stylesheet");
      if (!isPart || document.getElementById("root")?.childElementCount !== 0) {
        return;
      }
      if (Date.now() - Number(sessionStorage.getItem(mark)) > pause) {
        sessionStorage.setItem(mark, String(Date.now()));
        location.reload();
      } else {
        document.getElementById("not-loaded").hidden = false;
      }
    },
    true,
  );
}
