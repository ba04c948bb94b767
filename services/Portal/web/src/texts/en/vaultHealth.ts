import { plural } from "../numbers";

/** How Vault is. */
export const vaultHealth = {
  title: "Vault health",
  checked: "Checked",
  cards: { seal: "Vault Seal Status", activeNode: "Active Node", storage: "Storage Backend", lastBackup: "Last Backup", backupHealth: "Backup Health" },
  sealed: "Sealed",
  unsealed: "Unsealed",
  unknown: "Unknown",
  storage: { healthy: "Healthy", degraded: "Degraded", offline: "Offline" },
  backup: { healthy: "Healthy", warning: "Warning", critical: "Critical" },
  notServing: "Not serving",
  noNode: "No active node",
  noBackup: "No proven backup",
  nodes: (count: number) => plural(count, "node"),
  version: (version: string) => `Vault ${version}`,
  columns: { name: "Node", role: "Role", latency: "Answers in" },
  roles: { active: "Active", standby: "Standby", secondary: "Secondary", sealed: "Sealed", uninitialized: "Not initialised", unreachable: "Unreachable" },
  milliseconds: (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`,
} as const;
