namespace PenguinMails.DevVault.Audit;

/// <summary>In place of a device that could not be opened after a restart: takes nothing.</summary>
internal sealed class BrokenAuditDevice(string problem) : IAuditDevice
{
    public ValueTask WriteAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken) => throw new IOException(problem);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
