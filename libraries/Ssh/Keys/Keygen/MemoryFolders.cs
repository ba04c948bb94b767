namespace PenguinMails.Ssh;

/// <summary>
/// Folders on tmpfs (mode 0700) for the files that OpenSSH's programs insist on. Each is removed after use; those of a process
/// that was killed are removed by the next one that starts.
/// </summary>
/// <remarks>
/// All folders of a process lie in one, which holds a locked file for as long as the process lives. A lock tells the dead from
/// the living also where process ids do not: in other pid namespaces, and after an id was used again.
/// </remarks>
internal sealed class MemoryFolders(IOptions<SshOptions> options) : IHostedService, IDisposable
{
    private const string Prefix = "penguinmails-openssh-";
    private const string LockName = "lock";
    private readonly string _root = options.Value.MemoryFolder;
    private readonly Lock _gate = new();
    private FileStream? _lock;
    private string? _mine;
    private long _count;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in Directory.EnumerateDirectories(_root, Prefix + "*"))
        {
            RemoveIfAbandoned(folder);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public MemoryFolder Create()
    {
        lock (_gate)
        {
            _mine ??= Claim();
        }

        return new MemoryFolder(ProtectedFolder.Create(Path.Combine(_mine, $"{Interlocked.Increment(ref _count)}")));
    }

    public void Dispose()
    {
        if (_mine is not null)
        {
            ProtectedFolder.Remove(_mine);
        }

        _lock?.Dispose();
    }

    private static void RemoveIfAbandoned(string folder)
    {
        try
        {
            using (new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                ProtectedFolder.Remove(folder);
            }
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            // Its owner lives, or it belongs to another user, or another process has just removed it.
        }
    }

    // Gets the name by which it is swept only when it is locked: nobody can take it for an abandoned one.
    private string Claim()
    {
        var name = $"{Prefix}{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        var unlocked = ProtectedFolder.Create(Path.Combine(_root, "." + name));
        _lock = new FileStream(Path.Combine(unlocked, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        var locked = Path.Combine(_root, name);
        Directory.Move(unlocked, locked);
        return locked;
    }
}
