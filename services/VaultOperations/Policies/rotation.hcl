# Rotation decides when; it never sees material.

# The shared data-protection key ring, to read bearer tokens.
path "secret/data/platform/data-protection/*" {
  capabilities = ["read"]
}

path "secret/metadata/platform/data-protection/*" {
  capabilities = ["list"]
}
