# VaultOperations keeps mounts, policies and roles as the repository says. It can widen the policies of others, so it is as
# strong as all of them together; it cannot touch its own policy and role (the bootstrap token does), nor read a secret.
path "sys/mounts" {
  capabilities = ["read"]
}

path "sys/mounts/secret" {
  capabilities = ["create", "update"]
}

path "sys/mounts/transit" {
  capabilities = ["create", "update"]
}

path "secret/config" {
  capabilities = ["create", "read", "update"]
}

path "sys/auth" {
  capabilities = ["read"]
}

# Wrong logins, which need no token, must lock no service out. Here it needs no sudo, at sys/auth/approle/tune it would.
path "sys/mounts/auth/approle/tune" {
  capabilities = ["update"]
}

path "sys/audit" {
  capabilities = ["read", "sudo"]
}

path "sys/audit/file" {
  capabilities = ["create", "update", "sudo"]
}

path "sys/audit/socket" {
  capabilities = ["create", "update", "sudo"]
}

path "transit/keys/audit-checkpoints" {
  capabilities = ["create", "read", "update"]
}

path "transit/keys/identity" {
  capabilities = ["create", "read", "update"]
}

path "transit/keys/identity-tokens" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/identity" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/key-issuance" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/rotation" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/admin-query" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/audit" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/gateway" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/tenant" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/operator" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/developer" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/admin" {
  capabilities = ["create", "read", "update"]
}

path "auth/approle/role/identity" {
  capabilities = ["create", "read", "update"]
}

path "auth/approle/role/identity/role-id" {
  capabilities = ["read"]
}

path "auth/approle/role/identity/secret-id" {
  capabilities = ["create", "update"]
}

path "auth/approle/role/key-issuance" {
  capabilities = ["create", "read", "update"]
}

path "auth/approle/role/key-issuance/role-id" {
  capabilities = ["read"]
}

path "auth/approle/role/key-issuance/secret-id" {
  capabilities = ["create", "update"]
}

path "auth/approle/role/rotation" {
  capabilities = ["create", "read", "update"]
}

path "auth/approle/role/rotation/role-id" {
  capabilities = ["read"]
}

path "auth/approle/role/rotation/secret-id" {
  capabilities = ["create", "update"]
}

path "auth/approle/role/admin-query" {
  capabilities = ["create", "read", "update"]
}

path "auth/approle/role/admin-query/role-id" {
  capabilities = ["read"]
}

path "auth/approle/role/admin-query/secret-id" {
  capabilities = ["create", "update"]
}

path "auth/approle/role/audit" {
  capabilities = ["create", "read", "update"]
}

path "auth/approle/role/audit/role-id" {
  capabilities = ["read"]
}

path "auth/approle/role/audit/secret-id" {
  capabilities = ["create", "update"]
}

path "auth/approle/role/gateway" {
  capabilities = ["create", "read", "update"]
}

path "auth/approle/role/gateway/role-id" {
  capabilities = ["read"]
}

path "auth/approle/role/gateway/secret-id" {
  capabilities = ["create", "update"]
}

# Who has secrets, by name only, and an identity entity for each.
path "secret/metadata/penguinmails/" {
  capabilities = ["list"]
}

path "secret/metadata/penguinmails/+/" {
  capabilities = ["list"]
}

path "identity/entity/name/" {
  capabilities = ["list"]
}

path "identity/entity/name/tenant-*" {
  capabilities = ["create", "read", "update"]
}

# Its own: to see drift, and to keep a credential for its next start.
path "sys/policies/acl/vault-operations" {
  capabilities = ["read"]
}

path "auth/approle/role/vault-operations" {
  capabilities = ["read"]
}

path "auth/approle/role/vault-operations/role-id" {
  capabilities = ["read"]
}

path "auth/approle/role/vault-operations/secret-id" {
  capabilities = ["create", "update"]
}
