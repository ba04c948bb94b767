# A tenant's own access to its SMTP credentials and API keys; never ssh/, whose keys are downloaded once.
# The entity's tenant_id is a validated UUID: a "+" there would be a wildcard over all tenants.
path "secret/data/penguinmails/smtp/{{identity.entity.metadata.tenant_id}}/*" {
  capabilities = ["read"]
}

path "secret/metadata/penguinmails/smtp/{{identity.entity.metadata.tenant_id}}/*" {
  capabilities = ["read", "list"]
}

path "secret/data/penguinmails/api-keys/{{identity.entity.metadata.tenant_id}}/*" {
  capabilities = ["read"]
}

path "secret/metadata/penguinmails/api-keys/{{identity.entity.metadata.tenant_id}}/*" {
  capabilities = ["read", "list"]
}
