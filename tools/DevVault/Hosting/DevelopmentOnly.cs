namespace PenguinMails.DevVault.Hosting;

/// <summary>
/// The guard against use for real. DOTNET_ENVIRONMENT or ASPNETCORE_ENVIRONMENT must say Development; when neither is set, only
/// a start by hand from the source tree ("dotnet run") counts as development.
/// </summary>
internal static class DevelopmentOnly
{
    private const string Development = "Development";

    /// <summary>Why it must not start, or null.</summary>
    public static string? Problem(Func<string, string?> environment)
    {
        string?[] named = [environment("ASPNETCORE_ENVIRONMENT"), environment("DOTNET_ENVIRONMENT")];
        var set = named.Where(name => !string.IsNullOrEmpty(name)).ToArray();
        if (Array.Find(set, name => !string.Equals(name, Development, StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            return $"DevVault starts only in the Development environment, and this is {other}. Use HashiCorp Vault or OpenBao.";
        }

        return set.Length > 0 || IsStartedFromSource()
            ? null
            : "DevVault starts only in the Development environment: set DOTNET_ENVIRONMENT=Development. Elsewhere use HashiCorp Vault or OpenBao.";
    }

    private static bool IsStartedFromSource()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "tools", "DevVault", "DevVault.csproj")))
            {
                return true;
            }
        }

        return false;
    }
}
