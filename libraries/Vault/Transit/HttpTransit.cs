namespace PenguinMails.Vault.Transit;

/// <summary>The transit engine over Vault's HTTP API (developer.hashicorp.com/vault/api-docs/secret/transit).</summary>
internal sealed class HttpTransit(VaultWire wire, string mount) : ITransit
{
    public async Task EnsureKeyAsync(TransitKey key, TransitKeyType type = TransitKeyType.Aes256Gcm96, CancellationToken cancellationToken = default)
    {
        var body = new JsonObject { ["type"] = TransitKeyTypes.Name(type) };
        if (type == TransitKeyType.Aes256Gcm96Derived)
        {
            body["derived"] = true;
        }

        await PostAsync($"{mount}/keys/{key}", body, cancellationToken);
    }

    public async Task<TransitKeyState?> ReadKeyAsync(TransitKey key, CancellationToken cancellationToken = default)
    {
        var path = $"{mount}/keys/{key}";
        using var response = await wire.SendAsync(HttpMethod.Get, path, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => VaultJson.Read(response, body => ReadState(body.GetProperty("data"))),
            HttpStatusCode.NotFound when VaultErrors.Of(response).AreEmpty => null,
            _ => throw VaultWire.Refused(HttpMethod.Get, path, response),
        };
    }

    public async Task<string> EncryptAsync(
        TransitKey key, ReadOnlyMemory<byte> plainText, ReadOnlyMemory<byte> context = default, CancellationToken cancellationToken = default)
    {
        var path = $"{mount}/encrypt/{key}";
        using var response = await wire.SendAsync(
            HttpMethod.Post, path, TransitJson.ForPlainText(plainText, context), null, cancellationToken);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return ReadCipherText(response);
        }

        // Encrypting would make a missing key, so without the right to make keys Vault answers 403 instead of "not found".
        throw response.StatusCode == HttpStatusCode.Forbidden && await IsMissingAsync(key, cancellationToken)
            ? new VaultRefusedException(VaultRefusal.KeyMissing, $"POST {mount}/encrypt/*")
            : VaultWire.Refused(HttpMethod.Post, path, response);
    }

    public Task<PlainTextBytes> DecryptAsync(
        TransitKey key, string cipherText, ReadOnlyMemory<byte> context = default, CancellationToken cancellationToken = default) =>
        PostAsync($"{mount}/decrypt/{key}", TransitJson.ForCipherText(cipherText, context), TransitJson.ReadPlainText, cancellationToken);

    public Task<string> RewrapAsync(
        TransitKey key, string cipherText, ReadOnlyMemory<byte> context = default, CancellationToken cancellationToken = default) =>
        PostAsync($"{mount}/rewrap/{key}", TransitJson.ForCipherText(cipherText, context), ReadCipherText, cancellationToken);

    public Task<string> SignAsync(TransitKey key, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => PostAsync(
        $"{mount}/sign/{key}",
        new JsonObject { ["input"] = Convert.ToBase64String(data.Span), ["hash_algorithm"] = "sha2-256" },
        body => body.GetProperty("data").GetProperty("signature").GetString()!,
        cancellationToken);

    public Task<string> SignJwsAsync(TransitKey key, int version, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => PostAsync(
        $"{mount}/sign/{key}",
        new JsonObject
        {
            ["input"] = Convert.ToBase64String(data.Span),
            ["hash_algorithm"] = "sha2-256",
            ["marshaling_algorithm"] = "jws",
            ["key_version"] = version,
        },
        body => TransitJson.WithoutVersion(body.GetProperty("data").GetProperty("signature").GetString()!),
        cancellationToken);

    public Task<bool> VerifyAsync(TransitKey key, ReadOnlyMemory<byte> data, string signature, CancellationToken cancellationToken = default) => PostAsync(
        $"{mount}/verify/{key}",
        new JsonObject { ["input"] = Convert.ToBase64String(data.Span), ["signature"] = signature, ["hash_algorithm"] = "sha2-256" },
        body => body.GetProperty("data").GetProperty("valid").GetBoolean(),
        cancellationToken);

    public Task RotateAsync(TransitKey key, CancellationToken cancellationToken = default) =>
        PostAsync($"{mount}/keys/{key}/rotate", [], cancellationToken);

    public async Task DeleteKeyAsync(TransitKey key, CancellationToken cancellationToken = default)
    {
        if (await IsMissingAsync(key, cancellationToken))
        {
            return;
        }

        await PostAsync($"{mount}/keys/{key}/config", new JsonObject { ["deletion_allowed"] = true }, cancellationToken);
        using var response = await wire.SendAsync(HttpMethod.Delete, $"{mount}/keys/{key}", cancellationToken);
        if (!response.IsSuccessStatusCode && !await IsMissingAsync(key, cancellationToken))
        {
            throw VaultWire.Refused(HttpMethod.Delete, $"{mount}/keys/{key}", response);
        }
    }

    private async Task<bool> IsMissingAsync(TransitKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadKeyAsync(key, cancellationToken) is null;
        }
        catch (VaultRefusedException)
        {
            return false; // may not look
        }
    }

    private Task PostAsync(string path, JsonObject body, CancellationToken cancellationToken) => PostAsync(path, body, _ => true, cancellationToken);

    private Task<T> PostAsync<T>(string path, JsonObject body, Func<JsonElement, T> pick, CancellationToken cancellationToken) => PostAsync(
        path,
        VaultJson.Content(body),
        response => response.StatusCode == HttpStatusCode.NoContent ? pick(default) : VaultJson.Read(response, pick),
        cancellationToken);

    private async Task<T> PostAsync<T>(string path, HttpContent body, Func<HttpResponseMessage, T> read, CancellationToken cancellationToken)
    {
        using var response = await wire.SendAsync(HttpMethod.Post, path, body, null, cancellationToken);
        return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent
            ? read(response)
            : throw VaultWire.Refused(HttpMethod.Post, path, response);
    }

    private static string ReadCipherText(HttpResponseMessage response) =>
        VaultJson.Read(response, body => body.GetProperty("data").GetProperty("ciphertext").GetString()!);

    private static TransitKeyState ReadState(JsonElement data) => new(
        data.GetProperty("latest_version").GetInt32(),
        data.GetProperty("min_decryption_version").GetInt32(),
        data.GetProperty("keys").EnumerateObject()
            .Where(version => version.Value.ValueKind == JsonValueKind.Object && version.Value.TryGetProperty("public_key", out _))
            .ToDictionary(version => int.Parse(version.Name), version => version.Value.GetProperty("public_key").GetString() ?? ""))
    {
        CreatedAt = data.GetProperty("keys").EnumerateObject()
            .Where(version => version.Value.ValueKind == JsonValueKind.Object && version.Value.TryGetProperty("creation_time", out _))
            .ToDictionary(version => int.Parse(version.Name), version => version.Value.GetProperty("creation_time").GetDateTimeOffset()),
    };
}
