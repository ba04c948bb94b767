using System.Globalization;

namespace PenguinMails.AppHost.Ports;

/// <summary>
/// The ports of an instance, which are the same at each of its starts, so that bookmarks, debuggers and <c>psql</c> find things where they were. A port
/// that another program has taken meanwhile is replaced, and the new one is kept.
/// </summary>
public static class KeptPorts
{
    private static string? _folder;

    /// <summary>Keeps ports in this folder from now on.</summary>
    public static void KeepIn(string folder) => _folder = folder;

    /// <summary>A port on loopback for this use, reserved until this process ends; any one where none are kept.</summary>
    /// <param name="use">A file name, such as <c>postgres</c>.</param>
    public static int Take(string use)
    {
        if (_folder is null)
        {
            return ReservedPort.Take();
        }

        var file = Path.Combine(_folder, use);
        if (File.Exists(file) && int.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var kept) && kept is > 0 and < 65_536
            && ReservedPort.TryTake(kept))
        {
            return kept;
        }

        var port = ReservedPort.Take();
        ProtectedFile.Write(file, port.ToString(CultureInfo.InvariantCulture));
        return port;
    }
}
