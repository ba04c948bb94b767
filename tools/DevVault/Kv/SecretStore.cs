using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PenguinMails.DevVault.Barrier;
using PenguinMails.DevVault.Json;

namespace PenguinMails.DevVault.Kv;

/// <summary>Where a version 2 mount keeps its secrets: metadata under encrypted names, data under hashes of them.</summary>
internal sealed class SecretStore(BarrierView view)
{
    private const string ConfigurationPath = "config";
    private readonly NameCipher _names = new(view);
    private readonly PathLocks _writing = new();

    public ValueTask<PathLocks.Holder> LockAsync(string path, CancellationToken cancellationToken) => _writing.TakeAsync(path, cancellationToken);

    public async ValueTask<KvConfiguration> ConfigurationAsync(CancellationToken cancellationToken) =>
        await view.ReadAsync<KvConfiguration>(ConfigurationPath, cancellationToken) ?? KvConfiguration.Default;

    public ValueTask ConfigureAsync(KvConfiguration configuration, CancellationToken cancellationToken) =>
        view.WriteAsync(ConfigurationPath, configuration, cancellationToken);

    public async ValueTask<SecretMetadata?> FindAsync(string path, CancellationToken cancellationToken) =>
        await view.ReadAsync<SecretMetadata>(await MetadataPathAsync(path, cancellationToken), cancellationToken);

    public ValueTask<StoredJson?> ReadAsync(string path, ulong version, CancellationToken cancellationToken) =>
        view.ReadAsync(VersionPath(path, version), StoredJson.Decode, cancellationToken);

    /// <summary>Metadata, a new version's data and the removal of old data, all at once.</summary>
    public async ValueTask WriteAsync(
        string path, SecretMetadata metadata, byte[]? newData, IEnumerable<ulong> removed, CancellationToken cancellationToken)
    {
        var changes = new List<BarrierChange> { view.Put(await MetadataPathAsync(path, cancellationToken), metadata) };
        if (newData is not null)
        {
            changes.Add(view.PutBytes(VersionPath(path, metadata.CurrentVersion), newData) with { Decoded = StoredJson.Decode(newData) });
        }

        changes.AddRange(removed.Select(version => view.Remove(VersionPath(path, version))));
        await view.ApplyAsync(changes, cancellationToken);
    }

    public async ValueTask DeleteAsync(string path, SecretMetadata metadata, CancellationToken cancellationToken)
    {
        var changes = metadata.Versions.Keys.Select(version => view.Remove(VersionPath(path, version))).ToList();
        changes.Add(view.Remove(await MetadataPathAsync(path, cancellationToken)));
        await view.ApplyAsync(changes, cancellationToken);
    }

    /// <summary>Names under a folder, which is empty or ends in a slash.</summary>
    public async ValueTask<IReadOnlyList<string>> ListAsync(string folder, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (var segment in await view.ListAsync(await MetadataPathAsync(folder, cancellationToken), cancellationToken))
        {
            names.Add(await _names.DecryptAsync(segment, cancellationToken));
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private async ValueTask<string> MetadataPathAsync(string path, CancellationToken cancellationToken) =>
        "metadata/" + await _names.EncryptAsync(path, cancellationToken);

    private static string VersionPath(string path, ulong version)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)));
        return string.Create(CultureInfo.InvariantCulture, $"versions/{hash}/{version}");
    }
}
