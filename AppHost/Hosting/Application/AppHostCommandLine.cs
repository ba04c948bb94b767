namespace Aspire.Hosting;

/// <summary>The arguments that choose between running the model and writing its manifest.</summary>
internal sealed record AppHostCommandLine(DistributedApplicationOperation Operation, string? OutputPath)
{
    public const string DefaultManifest = "aspire-manifest.json";

    /// <exception cref="DistributedApplicationException">A publisher other than "manifest" is asked for.</exception>
    public static AppHostCommandLine Parse(string[] args)
    {
        var publisher = ValueOf(args, "--publisher");
        return publisher switch
        {
            null => new(DistributedApplicationOperation.Run, OutputPath: null),
            "manifest" => new(DistributedApplicationOperation.Publish, ValueOf(args, "--output-path") ?? DefaultManifest),
            _ => throw new DistributedApplicationException($"There is no publisher '{publisher}', only 'manifest'."),
        };
    }

    private static string? ValueOf(string[] args, string name)
    {
        var prefix = name + "=";
        if (Array.Find(args, arg => arg.StartsWith(prefix, StringComparison.Ordinal)) is { } joined)
        {
            return joined[prefix.Length..];
        }

        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
