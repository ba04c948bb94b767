namespace PenguinMails.KeyIssuance.Servers.Connections;

/// <summary>
/// The admin connection that an operation keeps from step to step while one worker has it. It belongs to the version of the key that
/// opened it: a step that needs another version gets another connection.
/// </summary>
public sealed class AdminConnection : IAsyncDisposable
{
    private ISshSession? _session;
    private string? _keyVersion;

    /// <summary>The open session under this version of the key, if there is one.</summary>
    public ISshSession? Find(string keyVersion) => keyVersion == _keyVersion ? _session : null;

    /// <summary>Keeps a session in place of the one before.</summary>
    public async Task KeepAsync(ISshSession session, string keyVersion)
    {
        await DropAsync();
        (_session, _keyVersion) = (session, keyVersion);
    }

    /// <summary>Ends the connection.</summary>
    public async Task DropAsync()
    {
        var session = _session;
        (_session, _keyVersion) = (null, null);
        if (session is not null)
        {
            await session.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await DropAsync();
}
