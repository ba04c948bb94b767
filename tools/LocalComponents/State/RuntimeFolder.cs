namespace PenguinMails.LocalComponents;

/// <summary>Where processes of one user on this machine leave locks for each other.</summary>
internal static class RuntimeFolder
{
    // /run belongs to root alone, unlike /tmp, where somebody else could have laid out a file of that name.
    public static string Path { get; } = Environment.IsPrivilegedProcess
        ? "/run/penguinmails"
        : System.IO.Path.Combine(
            Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? System.IO.Path.GetTempPath(),
            $"penguinmails-{Environment.UserName}");

    public static string File(string name) => System.IO.Path.Combine(Path, name);
}
