using System.Security.Cryptography;
using System.Text;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Kv;

/// <summary>Who changed something, and how.</summary>
internal sealed record Attribution(string Actor, string ClientId, string Operation)
{
    public static Attribution Of(LogicalRequest request)
    {
        var token = request.Token!;
        return new(token.DisplayName, ClientIdOf(token.EntityId, token.Policies), request.Operation.ToString().ToLowerInvariant());
    }

    public Dictionary<string, object?> ToJson() => new(StringComparer.Ordinal) { ["actor"] = Actor, ["client_id"] = ClientId, ["operation"] = Operation };

    // A token without an entity counts as a client by its policies. (https://developer.hashicorp.com/vault/docs/concepts/client-count)
    private static string ClientIdOf(string entityId, IEnumerable<string> policies) => entityId.Length > 0
        ? entityId
        : Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{string.Join('\x7F', policies.Order(StringComparer.Ordinal))}\0root")));
}
