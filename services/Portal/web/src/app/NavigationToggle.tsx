import { useState } from "react";
import { texts } from "../texts/en";
import { Icon } from "../ui/Icon";

/** On narrow screens the pages' list is closed until somebody opens it: the page itself comes first. On wide ones there is no such button. */
export function NavigationToggle() {
  const [isOpen, setOpen] = useState(false);
  return (
    <button type="button" className="side-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
      <Icon name="menu" />
      {texts.navigation.menu}
      <Icon name={isOpen ? "up" : "down"} />
    </button>
  );
}
