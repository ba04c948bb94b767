namespace PenguinMails.AppHost.Development;

/// <summary>The state folder of an instance, held by one AppHost at a time.</summary>
internal static class StateFolder
{
    private const string LockName = "instance.lock";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Held until the process ends.
    private static FileLock? _held;

    /// <summary>Makes or empties the folder and takes it.</summary>
    /// <exception cref="InvalidSettingsException">Another instance has it, or it is not a state folder.</exception>
    public static void Take(string folder, bool isFresh)
    {
        RefuseForeign(folder);
        Directory.CreateDirectory(folder, OwnerOnly);
        _held = FileLock.TryTake(Path.Combine(folder, LockName))
            ?? throw new InvalidSettingsException(
                $"Another instance runs with the state folder {folder}. Stop it, or set PENGUINMAILS_DATA, PENGUINMAILS_PORT and PENGUINMAILS_DASHBOARD_PORT.");
        if (isFresh)
        {
            Empty(folder);
        }
    }

    // "--fresh" deletes: a mistyped PENGUINMAILS_DATA must not cost somebody a folder of something else.
    private static void RefuseForeign(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !File.Exists(Path.Combine(folder, LockName)))
        {
            throw new InvalidSettingsException($"{folder} is not empty and was not made by this program. Set PENGUINMAILS_DATA to another folder.");
        }
    }

    private static void Empty(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => entry.Name != LockName))
        {
            if (entry is DirectoryInfo directory)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }
}
