namespace PenguinMails.Ssh;

/// <summary>One folder on tmpfs, for one use.</summary>
internal sealed class MemoryFolder(string path) : IDisposable
{
    public string PathOf(string name) => Path.Combine(path, name);

    /// <summary>Writes a file that only its owner can read, and returns its path.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        var file = PathOf(name);
        using var stream = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0, // no copy in a buffer that nobody zeroes
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        stream.Write(content);
        return file;
    }

    public void Dispose() => ProtectedFolder.Remove(path);
}

/// <summary>Folders that only their owner may enter.</summary>
internal static class ProtectedFolder
{
    public static string Create(string path) =>
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    public static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Removed already.
        }
    }
}
