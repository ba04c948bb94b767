using global::VaultSharp.V1.Commons;
using global::VaultSharp.V1.SecretsEngines.Transit;
using SharpKeyType = global::VaultSharp.V1.SecretsEngines.Transit.TransitKeyType;

namespace PenguinMails.Vault.Sharp;

internal sealed class SharpTransit(SharpClient client, string mount) : ITransit
{
    public Task EnsureKeyAsync(TransitKey key, TransitKeyType type = TransitKeyType.Aes256Gcm96, CancellationToken cancellationToken = default) =>
        CallAsync(
            $"POST {mount}/keys/*",
            engine => engine.CreateEncryptionKeyAsync(
                key.Name,
                new CreateKeyRequestOptions { Type = SharpType(type), Derived = type == TransitKeyType.Aes256Gcm96Derived },
                mount),
            cancellationToken);

    public async Task<TransitKeyState?> ReadKeyAsync(TransitKey key, CancellationToken cancellationToken = default)
    {
        try
        {
            var answer = await client.DataAsync(
                $"GET {mount}/keys/*", vault => vault.V1.Secrets.Transit.ReadEncryptionKeyAsync(key.Name, mount), cancellationToken);
            return new TransitKeyState(answer.LatestVersion, answer.MinimumDecryptionVersion, PublicKeys(answer.Keys)) { CreatedAt = CreatedAt(answer.Keys) };
        }
        catch (SharpRefusal refusal)
        {
            return refusal.IsAbsent ? null : throw refusal.Refused();
        }
    }

    public async Task<string> EncryptAsync(
        TransitKey key, ReadOnlyMemory<byte> plainText, ReadOnlyMemory<byte> context = default, CancellationToken cancellationToken = default)
    {
        var request = new EncryptRequestOptions
        {
            Base64EncodedPlainText = Convert.ToBase64String(plainText.Span),
            Base64EncodedContext = Base64OrNull(context),
        };
        try
        {
            var answer = await client.DataAsync(
                $"POST {mount}/encrypt/*", vault => vault.V1.Secrets.Transit.EncryptAsync(key.Name, request, mount), cancellationToken);
            return answer.CipherText;
        }
        catch (SharpRefusal refusal)
        {
            // Encrypting would make a missing key, so without the right to make keys Vault answers 403 instead of "not found".
            throw refusal.Status == 403 && await IsMissingAsync(key, cancellationToken)
                ? new VaultRefusedException(VaultRefusal.KeyMissing, $"POST {mount}/encrypt/*")
                : refusal.Refused();
        }
    }

    public async Task<PlainTextBytes> DecryptAsync(
        TransitKey key, string cipherText, ReadOnlyMemory<byte> context = default, CancellationToken cancellationToken = default)
    {
        var request = new DecryptRequestOptions { CipherText = cipherText, Base64EncodedContext = Base64OrNull(context) };
        var answer = await DataAsync(
            $"POST {mount}/decrypt/*", engine => engine.DecryptAsync(key.Name, request, mount), cancellationToken);
        return new PlainTextBytes(Convert.FromBase64String(answer.Base64EncodedPlainText ?? ""));
    }

    public async Task<string> RewrapAsync(
        TransitKey key, string cipherText, ReadOnlyMemory<byte> context = default, CancellationToken cancellationToken = default)
    {
        var request = new RewrapRequestOptions { CipherText = cipherText, Base64EncodedContext = Base64OrNull(context) };
        var answer = await DataAsync(
            $"POST {mount}/rewrap/*", engine => engine.RewrapAsync(key.Name, request, mount), cancellationToken);
        return answer.CipherText;
    }

    public async Task<string> SignAsync(TransitKey key, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        var request = new SignRequestOptions { Base64EncodedInput = Convert.ToBase64String(data.Span), HashAlgorithm = TransitHashAlgorithm.SHA2_256 };
        var answer = await DataAsync($"POST {mount}/sign/*", engine => engine.SignDataAsync(key.Name, request, mount), cancellationToken);
        return answer.Signature;
    }

    public async Task<string> SignJwsAsync(TransitKey key, int version, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        var request = new SignRequestOptions
        {
            Base64EncodedInput = Convert.ToBase64String(data.Span),
            HashAlgorithm = TransitHashAlgorithm.SHA2_256,
            MarshalingAlgorithm = MarshalingAlgorithm.jws,
            KeyVersion = version,
        };
        var answer = await DataAsync($"POST {mount}/sign/*", engine => engine.SignDataAsync(key.Name, request, mount), cancellationToken);
        return TransitJson.WithoutVersion(answer.Signature);
    }

    public async Task<bool> VerifyAsync(
        TransitKey key, ReadOnlyMemory<byte> data, string signature, CancellationToken cancellationToken = default)
    {
        var request = new VerifyRequestOptions
        {
            Base64EncodedInput = Convert.ToBase64String(data.Span),
            Signature = signature,
            HashAlgorithm = TransitHashAlgorithm.SHA2_256,
        };
        var answer = await DataAsync($"POST {mount}/verify/*", engine => engine.VerifySignedDataAsync(key.Name, request, mount), cancellationToken);
        return answer.Valid;
    }

    public Task RotateAsync(TransitKey key, CancellationToken cancellationToken = default) =>
        CallAsync($"POST {mount}/keys/*/rotate", engine => engine.RotateEncryptionKeyAsync(key.Name, mount), cancellationToken);

    public async Task DeleteKeyAsync(TransitKey key, CancellationToken cancellationToken = default)
    {
        if (await ReadKeyAsync(key, cancellationToken) is not { } state)
        {
            return;
        }

        // VaultSharp sends every setting, so the ones that must stay are repeated.
        var settings = new UpdateKeyRequestOptions { DeletionAllowed = true, MinimumDecryptionVersion = state.MinDecryptionVersion };
        await CallAsync($"POST {mount}/keys/*/config", engine => engine.UpdateEncryptionKeyConfigAsync(key.Name, settings, mount), cancellationToken);
        await CallAsync($"DELETE {mount}/keys/*", engine => engine.DeleteEncryptionKeyAsync(key.Name, mount), cancellationToken);
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

    private async Task<T> DataAsync<T>(string route, Func<ITransitSecretsEngine, Task<Secret<T>>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await client.DataAsync(route, vault => call(vault.V1.Secrets.Transit), cancellationToken);
        }
        catch (SharpRefusal refusal)
        {
            throw refusal.Refused();
        }
    }

    private async Task CallAsync(string route, Func<ITransitSecretsEngine, Task> call, CancellationToken cancellationToken)
    {
        try
        {
            await client.CallAsync(route, vault => call(vault.V1.Secrets.Transit), cancellationToken);
        }
        catch (SharpRefusal refusal)
        {
            throw refusal.Refused();
        }
    }

    private static string? Base64OrNull(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? null : Convert.ToBase64String(bytes.Span);

    private static Dictionary<int, string> PublicKeys(Dictionary<string, object> versions) => versions
        .Where(version => version.Value is JsonElement { ValueKind: JsonValueKind.Object } key && key.TryGetProperty("public_key", out _))
        .ToDictionary(version => int.Parse(version.Key), version => ((JsonElement)version.Value).GetProperty("public_key").GetString() ?? "");

    private static Dictionary<int, DateTimeOffset> CreatedAt(Dictionary<string, object> versions) => versions
        .Where(version => version.Value is JsonElement { ValueKind: JsonValueKind.Object } key && key.TryGetProperty("creation_time", out _))
        .ToDictionary(version => int.Parse(version.Key), version => ((JsonElement)version.Value).GetProperty("creation_time").GetDateTimeOffset());

    private static SharpKeyType SharpType(TransitKeyType type) => type switch
    {
        TransitKeyType.Aes256Gcm96 or TransitKeyType.Aes256Gcm96Derived => SharpKeyType.aes256_gcm96,
        TransitKeyType.EcdsaP256 => SharpKeyType.ecdsa_p256,
        TransitKeyType.Ed25519 => SharpKeyType.ed25519,
        TransitKeyType.Rsa4096 => SharpKeyType.rsa_4096,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown type of transit key."),
    };
}
