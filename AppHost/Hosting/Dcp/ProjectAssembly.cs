using System.Diagnostics;
using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// Finds what the build made of a project. It is run directly: "dotnet run" would cost a process and its memory per service.
/// </summary>
internal static class ProjectAssembly
{
    /// <summary>The dotnet host that runs this process.</summary>
    public static string DotnetPath { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    /// <exception cref="DistributedApplicationException">The project has not been built.</exception>
    public static async Task<string> FindAsync(ProjectResource project, CancellationToken cancellationToken)
    {
        var path = project.GetProjectMetadata().ProjectPath;
        var assembly = ByRule(path);
        if (!File.Exists(assembly))
        {
            assembly = await AskMSBuildAsync(path, cancellationToken);
        }

        return File.Exists(assembly)
            ? assembly
            : throw new DistributedApplicationException($"'{project.Name}' has not been built: there is no {assembly}.");
    }

    // artifacts/bin/{project}/{configuration}/PenguinMails.{project}.dll, beside this program's own folder.
    private static string ByRule(string projectPath)
    {
        var own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var project = Path.GetFileNameWithoutExtension(projectPath);
        return Path.GetFullPath(Path.Combine(own, "..", "..", project, Path.GetFileName(own), $"PenguinMails.{project}.dll"));
    }

    private static async Task<string> AskMSBuildAsync(string projectPath, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(DotnetPath, ["msbuild", projectPath, "-getProperty:TargetPath"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var msbuild = Process.Start(start) ?? throw new DistributedApplicationException("MSBuild could not be started.");
        var output = await msbuild.StandardOutput.ReadToEndAsync(cancellationToken);
        await msbuild.WaitForExitAsync(cancellationToken);
        return output.Trim();
    }
}
