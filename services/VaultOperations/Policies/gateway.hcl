# The gateway reads bearer tokens and nothing else.

# The shared data-protection key ring, to read bearer tokens.
path "secret/data/platform/data-protection/*" {
  capabilities = ["read"]
}

path "secret/metadata/platform/data-protection/*" {
  capabilities = ["list"]
}
