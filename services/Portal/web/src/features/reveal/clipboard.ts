/** After how many seconds a copied secret is removed from the clipboard. */
export const clipboardSeconds = 60;

/**
 * Removes what was copied from the clipboard after a while. Browsers allow it to a page in front alone; what lies in the clipboard by then is not
 * looked at, as reading it asks the person.
 */
export function clearClipboardLater(): void {
  setTimeout(() => {
    if (document.hasFocus()) {
      navigator.clipboard.writeText("").catch(() => undefined);
    }
  }, clipboardSeconds * 1000);
}
