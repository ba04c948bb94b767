namespace PenguinMails.DevVault.Http;

/// <summary>The older system endpoints show their data twice: under "data" and beside it.</summary>
internal static class TopLevelData
{
    private static readonly string[] Exact =
    [
        "sys/audit", "sys/auth", "sys/config/cors", "sys/capabilities", "sys/capabilities-accessor", "sys/capabilities-self",
        "sys/key-status", "sys/mounts", "sys/policy", "sys/remount", "sys/rotate", "sys/wrapping/wrap",
    ];

    private static readonly string[] Folders = ["sys/audit/", "sys/audit-hash/", "sys/auth/", "sys/mounts/", "sys/policy/"];

    public static bool AppliesTo(string path) =>
        Exact.Contains(path, StringComparer.Ordinal) || Array.Exists(Folders, folder => path.StartsWith(folder, StringComparison.Ordinal));
}
