import { ActionIcon, Alert, Anchor, Badge, createTheme, mergeThemeOverrides, Modal, Notification, Portal, Tooltip } from "@mantine/core";
import { texts } from "../texts/en";
import { themeOverride } from "./theme-override";

/** Defaults with which the policy and the accessibility rules hold on every page, so that no page has to think of them. */
export const theme = mergeThemeOverrides(
  themeOverride,
  createTheme({
    components: {
      Portal: Portal.extend({ defaultProps: { target: "#overlays" } }),
      Modal: Modal.extend({
        defaultProps: { lockScroll: false, centered: true, closeButtonProps: { "aria-label": texts.close }, overlayProps: { backgroundOpacity: 0.5 } },
      }),
      Notification: Notification.extend({ defaultProps: { closeButtonProps: { "aria-label": texts.close } } }),
      Anchor: Anchor.extend({ defaultProps: { underline: "always" } }),
      Badge: Badge.extend({ defaultProps: { variant: "default", tt: "none", fw: 500, size: "lg" } }),
      Alert: Alert.extend({ defaultProps: { variant: "default" } }),
      ActionIcon: ActionIcon.extend({ defaultProps: { variant: "default" } }),
      Tooltip: Tooltip.extend({ defaultProps: { withArrow: true } }),
    },
  }),
);
