# Administrators, in an emergency and past the platform: every such request is in Vault's audit log.
path "secret/data/penguinmails/+/+/*" {
  capabilities = ["create", "read", "update", "delete"]
}

path "secret/metadata/penguinmails/*" {
  capabilities = ["create", "read", "update", "delete", "list"]
}
