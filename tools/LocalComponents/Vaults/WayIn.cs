using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PenguinMails.LocalComponents;

/// <summary>
/// A token in place of the root token, with which VaultOperations opens its own access at each start of a development instance, however long
/// it stood still. It can do that and nothing else; that is much, because VaultOperations can widen policies. It ends 30 days after its last use.
/// </summary>
internal sealed class WayIn(HttpClient client, string folder)
{
    private const string Policy = "development-way-in";

    private const string Rules = """
        path "sys/auth" {
          capabilities = ["read"]
        }

        path "sys/auth/approle" {
          capabilities = ["create", "update", "sudo"]
        }

        path "sys/mounts/auth/approle/tune" {
          capabilities = ["update"]
        }

        path "sys/policies/acl/vault-operations" {
          capabilities = ["create", "read", "update"]
        }

        path "auth/approle/role/vault-operations" {
          capabilities = ["create", "read", "update"]
        }

        path "auth/approle/role/vault-operations/role-id" {
          capabilities = ["read"]
        }

        path "auth/approle/role/vault-operations/secret-id" {
          capabilities = ["create", "update"]
        }
        """;

    private bool _isRenewed;

    /// <summary>Holds the token, mode 0600.</summary>
    public string TokenFile => Path.Combine(folder, "bootstrap-token");

    /// <summary>Makes the token when there is none, then revokes the root token. It can be called again after a failure at any point.</summary>
    /// <exception cref="HttpRequestException">Vault cannot do it now.</exception>
    public async Task OpenAsync(string rootTokenFile, bool revokesRoot, CancellationToken cancellationToken)
    {
        if (File.Exists(rootTokenFile) && (revokesRoot || !File.Exists(TokenFile)))
        {
            var root = (await File.ReadAllTextAsync(rootTokenFile, cancellationToken)).Trim();
            if (!File.Exists(TokenFile))
            {
                ProtectedFile.Write(TokenFile, await CreateAsync(root, cancellationToken));
            }

            if (revokesRoot)
            {
                await EndAsync(root, cancellationToken);
                File.Delete(rootTokenFile);
            }
        }

        if (!_isRenewed && File.Exists(TokenFile))
        {
            var token = (await File.ReadAllTextAsync(TokenFile, cancellationToken)).Trim();
            // One that has ended is refused; VaultOperations says what is missing then.
            using var renewed = await SendAsync(HttpMethod.Post, "auth/token/renew-self", token, new JsonObject(), cancellationToken);
            _isRenewed = renewed.IsSuccessStatusCode || renewed.StatusCode == HttpStatusCode.Forbidden;
        }
    }

    private async Task<string> CreateAsync(string root, CancellationToken cancellationToken)
    {
        using var policy = await SendAsync(HttpMethod.Put, $"sys/policies/acl/{Policy}", root, new JsonObject { ["policy"] = Rules }, cancellationToken);
        policy.EnsureSuccessStatusCode();
        var wanted = new JsonObject { ["policies"] = new JsonArray(Policy), ["period"] = "720h", ["display_name"] = Policy };
        using var created = await SendAsync(HttpMethod.Post, "auth/token/create-orphan", root, wanted, cancellationToken);
        created.EnsureSuccessStatusCode();
        var answer = await created.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
        return answer!["auth"]!["client_token"]!.GetValue<string>();
    }

    private async Task EndAsync(string root, CancellationToken cancellationToken)
    {
        using var revoked = await SendAsync(HttpMethod.Post, "auth/token/revoke-self", root, body: null, cancellationToken);
        if (revoked.StatusCode != HttpStatusCode.Forbidden) // else it is dead: what deleted its file was interrupted
        {
            revoked.EnsureSuccessStatusCode();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, "v1/" + path);
        request.Headers.Add("X-Vault-Token", token);
        request.Content = body is null ? null : JsonContent.Create(body);
        return await client.SendAsync(request, cancellationToken);
    }
}
