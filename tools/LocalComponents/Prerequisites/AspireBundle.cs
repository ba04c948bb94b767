using System.Runtime.InteropServices;

namespace PenguinMails.LocalComponents;

/// <summary>Aspire's orchestrator (DCP) and dashboard, unpacked from the Aspire CLI's npm package.</summary>
/// <param name="DcpPath">The orchestrator.</param>
/// <param name="DashboardPath">The program whose verb "dashboard" is the dashboard.</param>
public sealed record AspireBundle(string DcpPath, string DashboardPath)
{
    /// <summary>The folder that holds both.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetDirectoryName(DcpPath))!;

    /// <summary>The version of Aspire that the AppHost drives.</summary>
    public const string Version = "13.5.4";

    /// <summary>Unpacks the bundle below the repository's ignored tools folder, once. Safe in several processes at once.</summary>
    /// <exception cref="PrerequisiteMissingException">It is missing and may not or cannot be fetched.</exception>
    public static async Task<AspireBundle> EnsureAsync(
        string repositoryRoot,
        Action<string> announce,
        CancellationToken cancellationToken = default)
    {
        var tools = Path.Combine(repositoryRoot, ".tools");
        var home = Path.Combine(tools, $"aspire-{Version}");
        var bundle = new AspireBundle(
            Path.Combine(home, "bundle", "dcp", "dcp"),
            Path.Combine(home, "bundle", "managed", "aspire-managed"));
        var complete = Path.Combine(home, ".complete");
        if (File.Exists(complete) && File.Exists(bundle.DcpPath))
        {
            return bundle;
        }

        using var unpacking = await FileLock.TakeAsync(
            home + ".lock",
            () => announce("Waiting for another process that unpacks Aspire's orchestrator and dashboard."),
            cancellationToken);
        if (!File.Exists(complete) || !File.Exists(bundle.DcpPath))
        {
            await UnpackAsync(home, announce, cancellationToken);
            RequireUnpacked(bundle);
            await File.WriteAllTextAsync(complete, Version + "\n", cancellationToken);
        }

        return bundle;
    }

    private static string Package =>
        RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "@microsoft/aspire-cli-linux-arm64" : "@microsoft/aspire-cli-linux-x64";

    private static async Task UnpackAsync(string home, Action<string> announce, CancellationToken cancellationToken)
    {
        if (!Prerequisite.MayInstall)
        {
            throw new PrerequisiteMissingException(
                $"Missing: Aspire's orchestrator and dashboard. {Prerequisite.InstallVariable}=never forbids to unpack them; run once without it, "
                + $"or unpack the npm package {Package}@{Version}, into {home}, run \"{home}/bin/aspire setup\", and create {home}/.complete");
        }

        announce($"Fetching npm package {Package} {Version} into .tools (Aspire's orchestrator and dashboard, about 300 MB unpacked).");
        if (Directory.Exists(home))
        {
            Directory.Delete(home, recursive: true); // left by a process that was killed
        }

        // The folder keeps its final name while it is filled: the setup writes absolute links.
        var download = Path.Combine(home, "download");
        Directory.CreateDirectory(download);
        try
        {
            await Tool.RunAsync("npm", ["pack", $"{Package}@{Version}", "--pack-destination", download], cancellationToken: cancellationToken);
        }
        catch (ToolFailedException exception)
        {
            throw new PrerequisiteMissingException($"The npm package {Package}@{Version} could not be fetched. {exception.Message}");
        }

        // The setup unpacks into the folder above the program's own.
        await Tool.RunAsync(
            "tar", ["-xzf", Directory.GetFiles(download, "*.tgz").Single(), "--strip-components=1", "-C", home], cancellationToken: cancellationToken);
        var env = new Dictionary<string, string> { ["HOME"] = download, ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true" };
        await Tool.RunAsync(
            Path.Combine(home, "bin", "aspire"), ["setup", "--non-interactive", "--nologo"], env, cancellationToken: cancellationToken);
        Directory.Delete(download, recursive: true);
        Directory.Delete(Path.Combine(home, "bin"), recursive: true); // 150 MB that nobody needs any more
    }

    private static void RequireUnpacked(AspireBundle bundle)
    {
        if (!File.Exists(bundle.DcpPath) || !File.Exists(bundle.DashboardPath))
        {
            throw new PrerequisiteMissingException($"{Package} {Version} unpacked without {bundle.DcpPath} or {bundle.DashboardPath}.");
        }
    }
}
