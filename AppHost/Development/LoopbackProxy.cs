namespace PenguinMails.AppHost.Development;

/// <summary>Keeps HTTP on loopback away from a proxy that the environment names.</summary>
internal static class LoopbackProxy
{
    private static readonly string[] Hosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>
    /// Exempts loopback from the proxy of this process and of the processes it starts. Call it before the first HTTP client is made,
    /// because .NET reads the environment once.
    /// </summary>
    public static void Exempt()
    {
        foreach (var variable in new[] { "no_proxy", "NO_PROXY" })
        {
            var present = Environment.GetEnvironmentVariable(variable)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
            Environment.SetEnvironmentVariable(variable, string.Join(',', present.Union(Hosts, StringComparer.OrdinalIgnoreCase)));
        }
    }
}
