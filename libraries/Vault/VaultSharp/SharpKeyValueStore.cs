using PenguinMails.Vault.KeyValue;
using global::VaultSharp.V1.Commons;

namespace PenguinMails.Vault.Sharp;

internal sealed class SharpKeyValueStore(SharpClient client, string mount) : IKeyValueStore
{
    public async Task<PlainTextSecret?> ReadAsync(VaultPath path, int? version = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var secret = await client.DataAsync(
                $"GET {mount}/data/*",
                vault => vault.V1.Secrets.KeyValue.V2.ReadSecretAsync<Dictionary<string, JsonElement>>(path.ToString(), version, mount),
                cancellationToken);
            return PathEnd.OrNull(Convert(secret));
        }
        catch (SharpRefusal refusal)
        {
            return refusal.IsAbsent ? null : throw refusal.Refused();
        }
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
        try
        {
            var metadata = await client.DataAsync(
                $"GET {mount}/metadata/*", vault => vault.V1.Secrets.KeyValue.V2.ReadSecretMetadataAsync(path.ToString(), mount), cancellationToken);
            return Convert(metadata);
        }
        catch (SharpRefusal refusal)
        {
            return refusal.IsAbsent ? null : throw refusal.Refused();
        }
    }

    public async Task<IReadOnlyList<string>> ListAsync(VaultPath folder, CancellationToken cancellationToken = default)
    {
        try
        {
            var list = await client.DataAsync(
                $"LIST {mount}/metadata/*", vault => vault.V1.Secrets.KeyValue.V2.ReadSecretPathsAsync(folder.ToString(), mount), cancellationToken);
            return [.. list.Keys];
        }
        catch (SharpRefusal refusal)
        {
            return refusal.IsAbsent ? [] : throw refusal.Refused();
        }
    }

    public async Task DestroyAsync(VaultPath path, IReadOnlyCollection<int> versions, CancellationToken cancellationToken = default)
    {
        if (versions.Count == 0)
        {
            return;
        }

        try
        {
            await client.CallAsync(
                $"POST {mount}/destroy/*",
                vault => vault.V1.Secrets.KeyValue.V2.DestroySecretVersionsAsync(path.ToString(), [.. versions], mount),
                cancellationToken);
        }
        catch (SharpRefusal refusal)
        {
            throw refusal.Refused();
        }
    }

    /// <summary>VaultSharp makes strings of all values: only the copies made here can be zeroed.</summary>
    public static PlainTextSecret Convert(SecretData<Dictionary<string, JsonElement>> secret)
    {
        var values = new PlainTextValues();
        foreach (var (name, value) in secret.Data)
        {
            values.Add(name, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
        }

        return new PlainTextSecret(values, secret.Metadata.Version, Time(secret.Metadata.CreatedTime));
    }

    private async Task<WriteOutcome> WriteOnceAsync(VaultPath path, PlainTextValues values, int cas, CancellationToken cancellationToken)
    {
        try
        {
            var data = values.Names.ToDictionary(name => name, values.Text, StringComparer.Ordinal);
            var written = await client.DataAsync(
                $"POST {mount}/data/*", vault => vault.V1.Secrets.KeyValue.V2.WriteSecretAsync(path.ToString(), data, cas, mount), cancellationToken);
            return new WriteOutcome.Written(written.Version);
        }
        catch (SharpRefusal refusal)
        {
            return refusal.Says("check-and-set parameter did not match") ? new WriteOutcome.CasMismatch() : throw refusal.Refused();
        }
    }

    private static SecretMetadata Convert(FullSecretMetadata metadata) => new(
        metadata.CurrentVersion,
        metadata.OldestVersion,
        Time(metadata.CreatedTime),
        Time(metadata.UpdatedTime),
        [.. metadata.Versions
            .Select(version => new SecretVersion(
                int.Parse(version.Key, CultureInfo.InvariantCulture),
                Time(version.Value.CreatedTime),
                string.IsNullOrEmpty(version.Value.DeletionTime) ? null : Time(version.Value.DeletionTime),
                version.Value.Destroyed))
            .OrderBy(version => version.Version)]);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
