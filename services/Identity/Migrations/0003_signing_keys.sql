-- The public keys that tokens were signed with, as they were first seen in Vault. Vault decides which of them are valid.
create table signing_key (
    key_id        text        primary key,                                   -- the thumbprint of the public key (RFC 7638)
    version       integer     not null,                                      -- of Vault's transit key 'identity-tokens'
    first_seen_at timestamptz not null
);
