namespace PenguinMails.Vault.KeyValue;

/// <summary>KV v2 over Vault's HTTP API (developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2).</summary>
internal sealed class HttpKeyValueStore(VaultWire wire, string mount) : IKeyValueStore
{
    public async Task<PlainTextSecret?> ReadAsync(VaultPath path, int? version = null, CancellationToken cancellationToken = default)
    {
        var request = Data(path) + (version is { } number ? $"?version={number}" : "");
        using var response = await wire.SendAsync(HttpMethod.Get, request, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => PathEnd.OrNull(SecretJson.Read(response)),
            HttpStatusCode.NotFound when IsAbsent(response) => null,
            _ => throw VaultWire.Refused(HttpMethod.Get, request, response),
        };
    }

    public Task<WriteOutcome> WriteAsync(VaultPath path, PlainTextValues values, int cas, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cas);
        return CasWrite.RunAsync(this, () => WriteOnceAsync(path, values, cas, cancellationToken), path, values, cas, cancellationToken);
    }

    public async Task<WriteOutcome> WriteEndAsync(VaultPath path, int cas, CancellationToken cancellationToken = default)
    {
        using var end = PathEnd.Values();
        return await WriteAsync(path, end, cas, cancellationToken);
    }

    public async Task<SecretMetadata?> ReadMetadataAsync(VaultPath path, CancellationToken cancellationToken = default)
    {
        // Metadata is read to write over it.
        using var response = await wire.SendAsync(HttpMethod.Get, Metadata(path), null, [VaultWire.ToActiveNode], cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => VaultJson.Read(response, body => ReadMetadata(body.GetProperty("data"))),
            HttpStatusCode.NotFound when IsAbsent(response) => null,
            _ => throw VaultWire.Refused(HttpMethod.Get, Metadata(path), response),
        };
    }

    public async Task<IReadOnlyList<string>> ListAsync(VaultPath folder, CancellationToken cancellationToken = default)
    {
        using var response = await wire.SendAsync(VaultWire.List, Metadata(folder), cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => VaultJson.Read(response, body =>
                body.GetProperty("data").GetProperty("keys").EnumerateArray().Select(key => key.GetString()!).ToList()),
            HttpStatusCode.NotFound when IsAbsent(response) => [],
            _ => throw VaultWire.Refused(VaultWire.List, Metadata(folder), response),
        };
    }

    public async Task DestroyAsync(VaultPath path, IReadOnlyCollection<int> versions, CancellationToken cancellationToken = default)
    {
        if (versions.Count == 0)
        {
            return;
        }

        var request = $"{mount}/destroy/{path}";
        using var response = await wire.PostAsync(
            request, new JsonObject { ["versions"] = new JsonArray([.. versions.Select(version => JsonValue.Create(version))]) }, cancellationToken);
        ThrowUnlessOk(HttpMethod.Post, request, response);
    }

    private async Task<WriteOutcome> WriteOnceAsync(VaultPath path, PlainTextValues values, int cas, CancellationToken cancellationToken)
    {
        using var response = await wire.SendAsync(HttpMethod.Post, Data(path), VaultJson.Content(values, cas), null, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => new WriteOutcome.Written(
                VaultJson.Read(response, body => body.GetProperty("data").GetProperty("version").GetInt32())),
            HttpStatusCode.BadRequest when VaultErrors.Of(response).Say("check-and-set parameter did not match") => new WriteOutcome.CasMismatch(),
            _ => throw VaultWire.Refused(HttpMethod.Post, Data(path), response),
        };
    }

    private string Data(VaultPath path) => $"{mount}/data/{path}";

    private string Metadata(VaultPath path) => $"{mount}/metadata/{path}";

    // "No such secret" comes with no error, or with the metadata of a deleted version; a wrong mount comes with an error.
    private static bool IsAbsent(HttpResponseMessage response) => VaultErrors.Of(response).AreEmpty;

    private static void ThrowUnlessOk(HttpMethod method, string path, HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw VaultWire.Refused(method, path, response);
        }
    }

    private static SecretMetadata ReadMetadata(JsonElement data) => new(
        data.GetProperty("current_version").GetInt32(),
        data.GetProperty("oldest_version").GetInt32(),
        data.GetProperty("created_time").GetDateTimeOffset(),
        data.GetProperty("updated_time").GetDateTimeOffset(),
        [.. data.GetProperty("versions").EnumerateObject()
            .Select(version => ReadVersion(int.Parse(version.Name), version.Value))
            .OrderBy(version => version.Version)]);

    private static SecretVersion ReadVersion(int number, JsonElement version) => new(
        number,
        version.GetProperty("created_time").GetDateTimeOffset(),
        version.GetProperty("deletion_time").GetString() is { Length: > 0 } ? version.GetProperty("deletion_time").GetDateTimeOffset() : null,
        version.GetProperty("destroyed").GetBoolean());
}
