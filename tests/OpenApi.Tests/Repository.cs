namespace PenguinMails.OpenApi.Tests;

internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static bool UpdatesSnapshots => Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1";

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "PenguinMails.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
