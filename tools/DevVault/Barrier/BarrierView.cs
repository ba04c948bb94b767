using System.Text.Json;

namespace PenguinMails.DevVault.Barrier;

/// <summary>The part of the barrier below a prefix: what one mount, or one noun, may see.</summary>
internal sealed class BarrierView(SecurityBarrier barrier, string prefix)
{
    /// <summary>Ends in a slash.</summary>
    public string Prefix => prefix;

    public BarrierView Under(string folder) => new(barrier, prefix + folder);

    /// <summary>The record at a path. It is shared between readers and must be immutable.</summary>
    public ValueTask<T?> ReadAsync<T>(string path, CancellationToken cancellationToken)
        where T : class => barrier.ReadAsync(prefix + path, Record<T>.Decode, cancellationToken);

    public ValueTask<T?> ReadAsync<T>(string path, Func<byte[], T> decode, CancellationToken cancellationToken)
        where T : class => barrier.ReadAsync(prefix + path, decode, cancellationToken);

    public ValueTask<byte[]?> ReadBytesAsync(string path, CancellationToken cancellationToken) =>
        barrier.ReadAsync(prefix + path, static bytes => bytes, cancellationToken);

    public ValueTask WriteAsync<T>(string path, T record, CancellationToken cancellationToken)
        where T : class => ApplyAsync([Put(path, record)], cancellationToken);

    public ValueTask DeleteAsync(string path, CancellationToken cancellationToken) => ApplyAsync([Remove(path)], cancellationToken);

    public ValueTask ApplyAsync(IReadOnlyList<BarrierChange> changes, CancellationToken cancellationToken) =>
        barrier.ApplyAsync(changes, cancellationToken);

    public BarrierChange Put<T>(string path, T record)
        where T : class => new(prefix + path, JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Options), record);

    public BarrierChange PutBytes(string path, byte[] bytes) => new(prefix + path, bytes, bytes);

    public BarrierChange Remove(string path) => new(prefix + path, null);

    public ValueTask<IReadOnlyList<string>> ListAsync(string folder, CancellationToken cancellationToken) =>
        barrier.ListAsync(prefix + folder, cancellationToken);

    public ValueTask DeleteUnderAsync(string folder, CancellationToken cancellationToken) =>
        barrier.DeleteUnderAsync(prefix + folder, cancellationToken);

    private static class Record<T>
    {
        public static readonly Func<byte[], T> Decode = static bytes => JsonSerializer.Deserialize<T>(bytes, RecordJson.Options)!;
    }
}
