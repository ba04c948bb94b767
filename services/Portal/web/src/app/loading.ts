const mark = "portal-reloaded-at";
const pause = 20_000;

/** A page whose part could not be loaded. */
export class NotLoaded extends Error {
  override readonly name = "NotLoaded";
}

/**
 * Loads a part of the pages. After an upgrade of the portal the parts of the build before are gone: then everything is loaded anew, where the
 * person wanted to go, once.
 */
export async function loaded<T>(load: () => Promise<T>, goAnew: () => void): Promise<T> {
  try {
    return await load();
  } catch {
    if ((await isUpgraded()) && Date.now() - Number(sessionStorage.getItem(mark)) > pause) {
      sessionStorage.setItem(mark, String(Date.now()));
      goAnew();
      return new Promise<T>(() => undefined);
    }
    throw new NotLoaded();
  }
}

/** Whether the portal has pages of another build than the one that runs here. */
async function isUpgraded(): Promise<boolean> {
  const running = document.querySelector("script[type=module][src]")?.getAttribute("src");
  try {
    const answer = await fetch("/sign-in", { cache: "no-store" });
    return answer.ok && (running == null || !(await answer.text()).includes(running));
  } catch {
    return false;
  }
}
