namespace PenguinMails.DevVault.Policies;

/// <summary>The policies that every Vault has.</summary>
internal static class BuiltInPolicies
{
    public const string WrappingName = "response-wrapping";

    /// <summary>All that the holder of a wrapping token may do.</summary>
    public const string Wrapping =
        """
        path "cubbyhole/response" {
            capabilities = ["create", "read"]
        }
        path "sys/wrapping/unwrap" {
            capabilities = ["update"]
        }
        """;

    /// <summary>What a token may do with itself. Operators can change it.</summary>
    public const string Default =
        """
        # A token may look at itself, renew and revoke itself, and see what it may do.
        path "auth/token/lookup-self" { capabilities = ["read"] }
        path "auth/token/renew-self" { capabilities = ["update"] }
        path "auth/token/revoke-self" { capabilities = ["update"] }
        path "sys/capabilities-self" { capabilities = ["update"] }

        # It may look up the entity it belongs to.
        path "identity/entity/id/{{identity.entity.id}}" { capabilities = ["read"] }
        path "identity/entity/name/{{identity.entity.name}}" { capabilities = ["read"] }

        # Names and types of what it may use.
        path "sys/internal/ui/resultant-acl" { capabilities = ["read"] }

        # Leases by their id.
        path "sys/renew" { capabilities = ["update"] }
        path "sys/leases/renew" { capabilities = ["update"] }
        path "sys/leases/lookup" { capabilities = ["update"] }

        # Its own private store.
        path "cubbyhole/*" { capabilities = ["create", "read", "update", "delete", "list"] }

        # Response wrapping.
        path "sys/wrapping/wrap" { capabilities = ["update"] }
        path "sys/wrapping/lookup" { capabilities = ["update"] }
        path "sys/wrapping/unwrap" { capabilities = ["update"] }

        # Hashing and random bytes.
        path "sys/tools/hash" { capabilities = ["update"] }
        path "sys/tools/hash/*" { capabilities = ["update"] }
        path "sys/tools/random" { capabilities = ["update"] }
        path "sys/tools/random/*" { capabilities = ["update"] }
        """;
}
