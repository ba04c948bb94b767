using System.Collections.Immutable;
using PenguinMails.KeyIssuance.Tests.SecretTypes;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>Vault's key-value store over a <see cref="ModelState"/>, with the check-and-set numbers of the real one.</summary>
internal sealed class ModelVault(Replay replay) : IKeyValueStore
{
    private static readonly DateTimeOffset Then = Ids.Time(0);

    public Task<PlainTextSecret?> ReadAsync(VaultPath path, int? version = null, CancellationToken cancellationToken = default) => replay.CallAsync(
        CallKind.VaultRead,
        state =>
        {
            var kept = state.Vault.GetValueOrDefault(NameOf(path), []);
            var number = version ?? kept.Length;
            var value = number < 1 || number > kept.Length || kept[number - 1].IsDestroyed || kept[number - 1].IsEnd ? (StoredValue?)null : kept[number - 1];
            return (state, (value, number, state.IsMadeByTarget), $"{value}");
        },
        found => found is (StoredValue value, int number, bool isMadeByTarget) ? ToSecret(value, number, isMadeByTarget) : null);

    public Task<WriteOutcome> WriteAsync(VaultPath path, PlainTextValues values, int cas, CancellationToken cancellationToken = default)
    {
        var key = values.Contains("fingerprint") ? Ids.KeyOf(values.Text("fingerprint")) : Ids.KeyOfMaterial(values.Text("target_id"));
        return AddAsync(path, new StoredValue(key, Ids.NumberOf(Guid.Parse(values.Text("operation_id"))), IsDestroyed: false), cas);
    }

    public Task<WriteOutcome> WriteEndAsync(VaultPath path, int cas, CancellationToken cancellationToken = default) => AddAsync(path, StoredValue.End, cas);

    public Task<SecretMetadata?> ReadMetadataAsync(VaultPath path, CancellationToken cancellationToken = default) => replay.CallAsync(
        CallKind.VaultRead,
        state =>
        {
            var kept = state.Vault.GetValueOrDefault(NameOf(path), []);
            return (state, kept, string.Join(',', kept.Select(value => value.IsDestroyed)));
        },
        found => found is ImmutableArray<StoredValue> { IsEmpty: false } kept
            ? new SecretMetadata(kept.Length, 0, Then, Then, [.. kept.Select((value, index) => new Vault.SecretVersion(index + 1, Then, null, value.IsDestroyed))])
            : null);

    /// <summary>What no policy of the service allows.</summary>
    public Task RemoveAsync(VaultPath path) => replay.CallAsync(
        CallKind.VaultWrite, state => (state with { Vault = state.Vault.Remove(NameOf(path)) }, null, "deleted"), _ => true);

    public Task DestroyAsync(VaultPath path, IReadOnlyCollection<int> versions, CancellationToken cancellationToken = default) => replay.CallAsync(
        CallKind.VaultWrite,
        state => (
            state with
            {
                Vault = state.Vault.ContainsKey(NameOf(path))
                    ? state.Vault.SetItem(NameOf(path), [.. state.Vault[NameOf(path)].Select((value, index) => versions.Contains(index + 1) ? value with { IsDestroyed = true } : value)])
                    : state.Vault,
            },
            null,
            "destroyed"),
        _ => true);

    public Task<IReadOnlyList<string>> ListAsync(VaultPath folder, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("No step lists.");

    private Task<WriteOutcome> AddAsync(VaultPath path, StoredValue value, int cas) => replay.CallAsync<WriteOutcome>(
        CallKind.VaultWrite,
        state =>
        {
            var kept = state.Vault.GetValueOrDefault(NameOf(path), []);
            return kept.Length == cas
                ? (state with { Vault = state.Vault.SetItem(NameOf(path), kept.Add(value)), EverStored = value.IsEnd ? state.EverStored : state.EverStored.With(value.Key) }, cas + 1, "written")
                : (state, null, "mismatch");
        },
        number => number is int written ? new WriteOutcome.Written(written) : new WriteOutcome.CasMismatch());

    private static string NameOf(VaultPath path) => path.ToString().Split('/')[^1];

    private static PlainTextSecret ToSecret(StoredValue value, int number, bool isMadeByTarget) => value.Key < 0
        ? new PlainTextSecret(new PlainTextValues { { "version_id", "platform" }, { "private_key", Ids.AdminMaterial } }, number, Then)
        : isMadeByTarget ? new PlainTextSecret(
            new PlainTextValues
            {
                { "version_id", Ids.Version(value.Key).ToString() },
                { "operation_id", Ids.Operation(value.Operation).ToString() },
                { TokenType.Token, Ids.Material(value.Key) },
                { "target_id", Ids.Material(value.Key) },
            },
            number,
            Then)
        : new PlainTextSecret(
            new PlainTextValues
            {
                { "version_id", Ids.Version(value.Key).ToString() },
                { "operation_id", Ids.Operation(value.Operation).ToString() },
                { "private_key", Ids.Material(value.Key) },
                { "public_key", Ids.PublicKey(value.Key).ToString() },
                { "fingerprint", Ids.PublicKey(value.Key).Fingerprint },
            },
            number,
            Then);
}

/// <summary>A transit engine that seals nothing: what matters here is where material is, not how it looks.</summary>
internal sealed class ModelTransit : ITransit
{
    public Task<string> EncryptAsync(TransitKey key, ReadOnlyMemory<byte> plainText, ReadOnlyMemory<byte> context = default, CancellationToken cancellationToken = default) =>
        Task.FromResult(System.Text.Encoding.UTF8.GetString(plainText.Span));

    public Task<PlainTextBytes> DecryptAsync(TransitKey key, string cipherText, ReadOnlyMemory<byte> context = default, CancellationToken cancellationToken = default) =>
        Task.FromResult(new PlainTextBytes(System.Text.Encoding.UTF8.GetBytes(cipherText)));

    public Task EnsureKeyAsync(TransitKey key, TransitKeyType type = TransitKeyType.Aes256Gcm96, CancellationToken cancellationToken = default) => throw NotUsed();

    public Task<TransitKeyState?> ReadKeyAsync(TransitKey key, CancellationToken cancellationToken = default) => throw NotUsed();

    public Task<string> RewrapAsync(TransitKey key, string cipherText, ReadOnlyMemory<byte> context = default, CancellationToken cancellationToken = default) => throw NotUsed();

    public Task<string> SignAsync(TransitKey key, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => throw NotUsed();

    public Task<string> SignJwsAsync(TransitKey key, int version, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => throw NotUsed();

    public Task<bool> VerifyAsync(TransitKey key, ReadOnlyMemory<byte> data, string signature, CancellationToken cancellationToken = default) => throw NotUsed();

    public Task RotateAsync(TransitKey key, CancellationToken cancellationToken = default) => throw NotUsed();

    public Task DeleteKeyAsync(TransitKey key, CancellationToken cancellationToken = default) => throw NotUsed();

    private static NotSupportedException NotUsed() => new("No step does this.");
}
