using PenguinMails.DevVault.Barrier;

namespace PenguinMails.DevVault.Wrapping;

/// <summary>A private store per token, gone with the token. Wrapped answers lie in that of their wrapping token.</summary>
internal sealed class CubbyholeStore(BarrierView view)
{
    public ValueTask<byte[]?> ReadAsync(string tokenHash, string path, CancellationToken cancellationToken) =>
        view.ReadBytesAsync($"{tokenHash}/{path}", cancellationToken);

    public ValueTask WriteAsync(string tokenHash, string path, byte[] value, CancellationToken cancellationToken) =>
        view.ApplyAsync([view.PutBytes($"{tokenHash}/{path}", value)], cancellationToken);

    public ValueTask DeleteAsync(string tokenHash, string path, CancellationToken cancellationToken) =>
        view.DeleteAsync($"{tokenHash}/{path}", cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListAsync(string tokenHash, string folder, CancellationToken cancellationToken) =>
        view.ListAsync($"{tokenHash}/{folder}", cancellationToken);

    public ValueTask RemoveAsync(string tokenHash, CancellationToken cancellationToken) =>
        view.DeleteUnderAsync(tokenHash + "/", cancellationToken);
}
