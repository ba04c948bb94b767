namespace PenguinMails.DevVault.Audit;

/// <summary>Where audit records go, one line each.</summary>
internal interface IAuditDevice : IAsyncDisposable
{
    /// <exception cref="IOException">The line was not written.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken);
}
