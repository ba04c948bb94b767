# Audit signs its checkpoints. It can neither make nor change the key.
# VaultSharp puts the hash algorithm into the path.
path "transit/sign/audit-checkpoints" {
  capabilities = ["update"]
}

path "transit/sign/audit-checkpoints/sha2-256" {
  capabilities = ["update"]
}

path "transit/verify/audit-checkpoints" {
  capabilities = ["update"]
}

path "transit/verify/audit-checkpoints/sha2-256" {
  capabilities = ["update"]
}

# The public half, for checks without Vault.
path "transit/keys/audit-checkpoints" {
  capabilities = ["read"]
}
