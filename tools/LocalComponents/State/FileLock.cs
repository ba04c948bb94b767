namespace PenguinMails.LocalComponents;

/// <summary>A lock between processes. The kernel releases it when its holder ends, however it ends.</summary>
public sealed class FileLock : IDisposable
{
    private readonly FileStream _stream;

    private FileLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock, or returns null when another process has it.</summary>
    public static FileLock? TryTake(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Waits for the lock.</summary>
    public static async Task<FileLock> TakeAsync(string path, Action? onWait = null, CancellationToken cancellationToken = default)
    {
        var told = false;
        while (true)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            if (!told)
            {
                onWait?.Invoke();
                told = true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    public void Dispose() => _stream.Dispose();
}
