using System.Globalization;
using System.Security.Cryptography;

namespace PenguinMails.Ssh;

/// <summary>
/// Folders on tmpfs (mode 0700) for the files that OpenSSH's programs insist on. Each is removed after use; those of a process
/// that was killed are removed by the next one that starts.
/// </summary>
internal sealed class MemoryFolders
{
    private const string Root = "/dev/shm";
    private const string Prefix = "penguinmails-ssh-";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public MemoryFolders()
    {
        foreach (var stale in Directory.EnumerateDirectories(Root, Prefix + "*").Where(folder => !IsOwnerAlive(folder)))
        {
            TryRemove(stale);
        }
    }

    public MemoryFolder Create()
    {
        var name = $"{Prefix}{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        return new MemoryFolder(Directory.CreateDirectory(Path.Combine(Root, name), OwnerOnly).FullName);
    }

    internal static void TryRemove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception gone) when (gone is DirectoryNotFoundException or UnauthorizedAccessException or IOException)
        {
            // Another process removed it, or it belongs to another user, who will.
        }
    }

    private static bool IsOwnerAlive(string folder) =>
        int.TryParse(Path.GetFileName(folder)[Prefix.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
        && Directory.Exists($"/proc/{pid}");
}

/// <summary>One such folder.</summary>
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
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        stream.Write(content);
        return file;
    }

    public void Dispose() => MemoryFolders.TryRemove(path);
}
