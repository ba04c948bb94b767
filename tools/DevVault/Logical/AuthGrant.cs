using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.Logical;

/// <summary>A login or a new token, as the "auth" member of an answer.</summary>
internal sealed record AuthGrant(string PlainTextToken, TokenEntry Token, IReadOnlyList<string> IdentityPolicies, long LeaseSeconds, bool Renewable)
{
    public Dictionary<string, object?> ToJson()
    {
        var all = Token.Policies.Union(IdentityPolicies, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var json = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["client_token"] = PlainTextToken,
            ["accessor"] = Token.Accessor,
            ["policies"] = all,
            ["token_policies"] = Token.Policies,
        };
        if (IdentityPolicies.Count > 0)
        {
            json["identity_policies"] = IdentityPolicies;
        }

        json["metadata"] = Token.Meta;
        json["lease_duration"] = LeaseSeconds;
        json["renewable"] = Renewable;
        json["entity_id"] = Token.EntityId;
        json["token_type"] = Token.TypeName;
        json["orphan"] = Token.IsOrphan;
        json["mfa_requirement"] = null;
        json["num_uses"] = Token.NumUses;
        return json;
    }

    public override string ToString() => Token.ToString();
}
